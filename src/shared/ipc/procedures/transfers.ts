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
  /** The user has seen that an unconfirmed message is in the queue: it counts as sent. */
  'transfers:confirm': procedure(transferRef, nothing),
  /** Moves a waiting transfer in the queue. */
  'transfers:move': procedure(z.strictObject({ transferId: id, to: moveTo }), nothing),
  'transfers:pause-all': procedure(nothing, nothing),
  'transfers:resume-all': procedure(nothing, nothing),
  /** Cancels all running, waiting and paused transfers, but not those stored without a message. */
  'transfers:cancel-all': procedure(nothing, nothing),
  /** Retries all that failed or are stored without a message. */
  'transfers:retry-all': procedure(nothing, nothing),
  'transfers:clear': procedure(nothing, nothing),
  'transfers:show-saved': procedure(transferRef, nothing),
} as const
