import { z } from 'zod'
import { claimsSnapshot } from '../../../jobs/claims.ts'
import { wireError } from '../../../errors.ts'
import { givenFields, outgoingFile } from '../../../files/granted-files.ts'
import { queueName, queueStatus } from '../../../queues/queues.ts'
import { startedTransfers } from '../../../files/transfers.ts'
import { listOf } from '../../bounded.ts'
import { procedure, nothing, id, requestId } from '../../procedure.ts'

const claimRef = z.strictObject({ claimId: id })
/** SQS ends every lease 12 hours after the message was received. */
const holdSeconds = z.int().min(1).max(43_200)
/** Why the user moves a job to the dead-letter queue. May be empty. */
const deadReason = z.string().max(500)

/** The jobs that this app holds. */
export const claimsProcedures = {
  'claims:list': procedure(nothing, claimsSnapshot),
  /**
   * Waits up to 20 s for jobs and claims up to `max` available ones, ten per request. Can be
   * cancelled by its request id, which keeps the jobs claimed so far.
   */
  'claims:next': procedure(
    z.strictObject({ queue: queueName, status: queueStatus, max: z.int().min(1).max(100), requestId }),
    z.strictObject({ claimIds: z.array(z.string()) }),
  ),
  /** Applies one action to many claims independently. Returns the failed ones with their errors. */
  'claims:bulk': procedure(
    z.strictObject({
      claimIds: listOf(id, 10_000),
      action: z.enum([
        'save',
        'save-and-acknowledge',
        'acknowledge',
        'release',
        'start',
        'hold-back',
        'dead-letter',
      ]),
      /** For `hold-back`: when the job becomes visible again. */
      seconds: holdSeconds.optional(),
      /** For `dead-letter`. */
      reason: deadReason.optional(),
    }),
    z.strictObject({ failed: z.array(z.strictObject({ claimId: id, error: wireError })) }),
  ),
  /**
   * `ask` opens a save dialog. `folder` saves into the save folder. `open` also saves there, then opens the
   * file with the system's application, unless the file could run something. Returns `null` if the dialog was
   * cancelled or there was nothing to save.
   */
  'claims:save': procedure(
    z.strictObject({ claimId: id, where: z.enum(['ask', 'folder', 'open']) }),
    z.strictObject({ transferId: z.string() }).nullable(),
  ),
  /**
   * Saves into the save folder, verifies and flushes, and only then deletes the message. Returns immediately.
   */
  'claims:save-and-acknowledge': procedure(claimRef, z.strictObject({ transferId: z.string() })),
  'claims:acknowledge': procedure(claimRef, nothing),
  'claims:release': procedure(claimRef, nothing),
  /**
   * Moves the job to In progress. If no other job waits there, it is claimed again and kept as
   * `claimId`. Otherwise `claimId` is `null`, because claiming could return another job.
   */
  'claims:start': procedure(claimRef, z.strictObject({ claimId: z.string().nullable() })),
  /** Resends the messages of acknowledged jobs as new jobs with the same payloads. */
  'claims:send-again': procedure(
    z.strictObject({ claimIds: listOf(id, 10_000) }),
    z.strictObject({
      sent: z.int().nonnegative(),
      failed: z.array(z.strictObject({ claimId: id, error: wireError })),
    }),
  ),
  /**
   * Stores each file, sends a message to completed, then deletes the source message. Returns immediately.
   * Without files, it only deletes the message.
   */
  'claims:complete': procedure(
    z.strictObject({ claimId: id, files: listOf(outgoingFile, 10_000, { min: 0 }), fields: givenFields }),
    startedTransfers,
  ),
  'claims:allow-bucket': procedure(claimRef, nothing),
  /** Removes a finished or lost claim from the list. */
  'claims:dismiss': procedure(claimRef, nothing),
  'claims:show-saved': procedure(claimRef, nothing),
  /** A claim's whole message, as it was received. */
  'claims:message': procedure(claimRef, z.strictObject({ text: z.string() })),
  /**
   * Opens a save dialog for the message. Returns the file name, or `null` if the dialog was
   * cancelled.
   */
  'claims:save-message': procedure(claimRef, z.strictObject({ fileName: z.string() }).nullable()),
} as const
