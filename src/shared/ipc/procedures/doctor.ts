import { z } from 'zod'
import { checkRequest, doctorSnapshot } from '../../connections/doctor.ts'
import { nothing, procedure } from '../procedure.ts'

/** Checking a connection. */
export const doctorProcedures = {
  /** The last check. Its steps are pushed while it runs. */
  'doctor:get': procedure(nothing, doctorSnapshot),
  /** Starts a check and ends the previous one. Creates nothing and receives nothing. */
  'doctor:start': procedure(checkRequest, z.strictObject({ checkId: z.string() })),
  'doctor:stop': procedure(nothing, nothing),
} as const
