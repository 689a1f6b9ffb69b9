import { z } from 'zod'
import {
  creationOptions,
  creationOutcome,
  creationRequest,
  exportFormat,
  plannedResource,
} from '../../../queues/creation.ts'
import { discovery } from '../../../queues/discovery.ts'
import { queueConfig } from '../../../queues/queues.ts'
import { procedure, requestId } from '../../procedure.ts'

const exportRequest = creationRequest.extend({ format: exportFormat })

/** Finding the active connection's job queues, and creating new ones. */
export const creationProcedures = {
  /** Finds job queues by the names of their queues and buckets. Changes nothing. */
  'discovery:find': procedure(z.strictObject({ requestId }), discovery),
  /**
   * The settings for new buckets and queues: those of the job queue's existing queues, or else the usual
   * ones. Also says whether the dead-letter queue exists.
   */
  'creation:prepare': procedure(
    queueConfig,
    z.strictObject({ options: creationOptions, deadLettersExist: z.boolean() }),
  ),
  /** The plan for new buckets and queues. Sends nothing. */
  'creation:plan': procedure(creationRequest, z.array(plannedResource)),
  /** Carries out the plan, and adds the job queue to the sidebar if nothing failed. Changes nothing that exists. */
  'creation:create': procedure(creationRequest, creationOutcome),
  'creation:export': procedure(exportRequest, z.strictObject({ text: z.string(), fileName: z.string() })),
  /** Asks for a file and saves the export there. */
  'creation:save': procedure(exportRequest, z.strictObject({ isSaved: z.boolean() })),
} as const
