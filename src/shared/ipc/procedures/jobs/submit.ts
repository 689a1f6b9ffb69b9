import { z } from 'zod'
import { givenFields, messageDelay, outgoingFiles } from '../../../files/granted-files.ts'
import { queueName } from '../../../queues/queues.ts'
import { submitDefaults } from '../../../jobs/submit-defaults.ts'
import { submitGroup, takenBack } from '../../../jobs/submit-group.ts'
import { startedTransfers } from '../../../files/transfers.ts'
import { listOf } from '../../bounded.ts'
import { procedure, nothing, id } from '../../procedure.ts'

/** Turns files into jobs, and takes jobs back. */
export const submitProcedures = {
  /**
   * Returns once the files are recorded. They can be taken back until `sendsAt`. `null` means that
   * they cannot.
   */
  'jobs:submit': procedure(
    z.strictObject({
      queue: queueName,
      files: outgoingFiles,
      /** The fields that every job gets. A file's own field replaces one of the same name. */
      fields: givenFields.default({}),
      delaySeconds: messageDelay.default(0),
    }),
    startedTransfers.extend({ group: submitGroup.nullable(), sendsAt: z.number().nullable() }),
  ),
  /**
   * Takes back the jobs whose messages have not been sent yet: stops their uploads, and removes what they have
   * stored. A sent message cannot be taken back.
   */
  'jobs:undo-submit': procedure(
    z.union([
      z.strictObject({ groupId: submitGroup.shape.id }),
      z.strictObject({ transferIds: listOf(id, 10_000) }),
    ]),
    takenBack,
  ),
  /** The last input for one of the active connection's job queues. */
  'submit:defaults': procedure(
    z.strictObject({ queue: queueName }),
    submitDefaults.omit({ connectionId: true }).nullable(),
  ),
  'submit:remember': procedure(submitDefaults.omit({ connectionId: true }), nothing),
} as const
