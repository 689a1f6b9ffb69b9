import { z } from 'zod'
import { claimsSnapshot } from '../../claims.ts'
import { wireError } from '../../errors.ts'
import { givenFields, outgoingFiles } from '../../granted-files.ts'
import { queueName, queueStatus } from '../../queues.ts'
import { startedTransfers } from '../../transfers.ts'
import { listOf } from '../bounded.ts'
import { procedure, nothing, id, requestId } from '../procedure.ts'

const claimRef = z.strictObject({ claimId: id })

/** The jobs that this app holds. */
export const claimsProcedures = {
  'claims:list': procedure(nothing, claimsSnapshot),
  /** Waits up to 20 s for jobs and claims up to `max` available ones. Cancellable by its request id. */
  'claims:next': procedure(
    z.strictObject({ queue: queueName, status: queueStatus, max: z.int().min(1).max(10), requestId }),
    z.strictObject({ claimIds: z.array(z.string()) }),
  ),
  /** Applies one action to many claims independently; returns the failed ones with their errors. */
  'claims:bulk': procedure(
    z.strictObject({
      claimIds: listOf(id, 1_000),
      action: z.enum(['save-and-acknowledge', 'acknowledge', 'release']),
    }),
    z.strictObject({ failed: z.array(z.strictObject({ claimId: id, error: wireError })) }),
  ),
  /**
   * `ask` opens a save dialog, `folder` saves into the save folder. Returns `null` if the dialog was closed.
   */
  'claims:save': procedure(
    z.strictObject({ claimId: id, where: z.enum(['ask', 'folder']) }),
    z.strictObject({ transferId: z.string() }).nullable(),
  ),
  /**
   * Saves into the save folder, verifies and flushes, and only then deletes the message. Returns immediately.
   */
  'claims:save-and-acknowledge': procedure(claimRef, z.strictObject({ transferId: z.string() })),
  'claims:acknowledge': procedure(claimRef, nothing),
  'claims:release': procedure(claimRef, nothing),
  'claims:start': procedure(claimRef, nothing),
  /** Stores each file, sends to completed, then deletes the source message. Returns immediately. */
  'claims:complete': procedure(
    z.strictObject({ claimId: id, files: outgoingFiles, fields: givenFields }),
    startedTransfers,
  ),
  'claims:allow-bucket': procedure(claimRef, nothing),
  /** Removes a finished or lost claim from the list. */
  'claims:dismiss': procedure(claimRef, nothing),
  'claims:show-saved': procedure(claimRef, nothing),
  /** The whole message of a claim, as it was received. */
  'claims:message': procedure(claimRef, z.strictObject({ text: z.string() })),
  /** Opens a save dialog for the message. Returns the file name, or `null` if the dialog was closed. */
  'claims:save-message': procedure(claimRef, z.strictObject({ fileName: z.string() }).nullable()),
} as const
