import { z } from 'zod'
import { moveTo, transfersSnapshot } from '../../files/transfers.ts'
import { procedure, nothing, id } from '../procedure.ts'

const transferRef = z.strictObject({ transferId: id })

/** Uploads and downloads. */
export const transfersProcedures = {
  'transfers:list': procedure(nothing, transfersSnapshot),
  'transfers:pause': procedure(transferRef, nothing),
  'transfers:resume': procedure(transferRef, nothing),
  'transfers:cancel': procedure(transferRef, nothing),
  'transfers:retry': procedure(transferRef, nothing),
  /** Marks an unconfirmed message as sent, after the user has seen it in the queue. */
  'transfers:confirm': procedure(transferRef, nothing),
  /** Moves a waiting transfer within the queue. */
  'transfers:move': procedure(z.strictObject({ transferId: id, to: moveTo }), nothing),
  'transfers:pause-all': procedure(nothing, nothing),
  'transfers:resume-all': procedure(nothing, nothing),
  /**
   * Cancels all running, waiting and paused transfers, but not objects stored without a message.
   */
  'transfers:cancel-all': procedure(nothing, nothing),
  /** Retries all transfers that failed or are stored without a message. */
  'transfers:retry-all': procedure(nothing, nothing),
  'transfers:clear': procedure(nothing, nothing),
  'transfers:show-saved': procedure(transferRef, nothing),
} as const
