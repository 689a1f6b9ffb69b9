import { z } from 'zod'
import { madePolicy, policyRequest } from '../../queues/policies.ts'
import { procedure } from '../procedure.ts'

/** IAM policies for the users of job queues. */
export const policiesProcedures = {
  'policies:make': procedure(policyRequest, madePolicy),
  /** Asks for a file and saves the policy there. */
  'policies:save': procedure(policyRequest, z.strictObject({ isSaved: z.boolean() })),
} as const
