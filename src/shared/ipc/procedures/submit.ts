import { z } from 'zod'
import { messageDelay, outgoingFiles } from '../../files/granted-files.ts'
import { queueName } from '../../queues/queues.ts'
import { submitDefaults } from '../../jobs/submit-defaults.ts'
import { submitGroup, takenBack } from '../../jobs/submit-group.ts'
import { startedTransfers } from '../../files/transfers.ts'
import { listOf } from '../bounded.ts'
import { procedure, nothing, id } from '../procedure.ts'

/** Turning files into jobs, and taking them back. */
export const submitProcedures = {
  /** Returns once the files are on record. `sendsAt`: until then they can be taken back; `null`: they cannot. */
  'jobs:submit': procedure(
    z.strictObject({ queue: queueName, files: outgoingFiles, delaySeconds: messageDelay.default(0) }),
    startedTransfers.extend({ group: submitGroup.nullable(), sendsAt: z.number().nullable() }),
  ),
  /**
   * Takes back those whose messages have not been sent: stops their uploads, and removes what they have stored. SQS
   * cannot take back a particular message.
   */
  'jobs:undo-submit': procedure(
    z.union([
      z.strictObject({ groupId: submitGroup.shape.id }),
      z.strictObject({ transferIds: listOf(id, 10_000) }),
    ]),
    takenBack,
  ),
  /** What was last entered for a job queue of the active connection. */
  'submit:defaults': procedure(
    z.strictObject({ queue: queueName }),
    submitDefaults.omit({ connectionId: true }).nullable(),
  ),
  'submit:remember': procedure(submitDefaults.omit({ connectionId: true }), nothing),
} as const
