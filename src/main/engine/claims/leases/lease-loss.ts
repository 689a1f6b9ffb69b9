import { EngineError } from '../../errors/engine-error.ts'
import { spanText } from '../../../../shared/texts/span-text.ts'

const stillSaved = 'Its files can still be saved. To finish the job, claim it again.'

/** The ways to lose a lease. Times are in milliseconds. */
export type LeaseLoss =
  | { readonly how: 'slept'; readonly sleptMs: number; readonly leaseMs: number }
  | { readonly how: 'suspended'; readonly leaseMs: number }
  | { readonly how: 'outage'; readonly leaseMs: number; readonly error: EngineError }
  | { readonly how: 'twelve-hours' }
  | { readonly how: 'refused'; readonly error: EngineError }
  | { readonly how: 'queue-gone'; readonly error: EngineError }
  /** The app was not running when the lease ended, `agoMs` ago. */
  | { readonly how: 'app-was-closed'; readonly agoMs: number }
  /** After a restart, its connection was not ready in time. */
  | { readonly how: 'not-connected' }

/** Returns the error for a lost lease, with code `LEASE_LOST`, or `QUEUE_NOT_FOUND` if the queue is gone. */
export function leaseLost(loss: LeaseLoss): EngineError {
  switch (loss.how) {
    case 'slept':
      return lost(
        `The computer slept for ${spanText(loss.sleptMs)}, longer than the lease of ${spanText(loss.leaseMs)}.`,
        `Another worker may have the job now. ${stillSaved}`,
      )
    case 'suspended':
      return lost(
        `The app was suspended for over ${spanText(loss.leaseMs)}, so the lease expired.`,
        `Another worker may have the job now. ${stillSaved}`,
      )
    case 'outage':
      return lost(
        `The lease of ${spanText(loss.leaseMs)} ran out, because it could not be renewed: ${loss.error.message}`,
        `Another worker may have the job now. Once the server responds again, ${lowerFirst(stillSaved)}`,
        loss.error,
      )
    case 'twelve-hours':
      return lost(
        'SQS ends every lease 12 hours after the message was received.',
        `The job is back in the queue. ${stillSaved}`,
      )
    case 'refused':
      return lost(
        'The server has ended this claim: another worker has the job, or it was released or deleted.',
        'Its files can still be saved. Claim the job again if it is still in the queue.',
        loss.error,
      )
    case 'queue-gone':
      return new EngineError('QUEUE_NOT_FOUND', loss.error.message, {
        hint: 'The job was deleted with its queue. Its files can still be saved.',
        cause: loss.error,
      })
    case 'app-was-closed':
      return lost(
        `Remotejob was not running when the lease ended, ${spanText(loss.agoMs)} ago.`,
        `Another worker may have the job now. ${stillSaved}`,
      )
    case 'not-connected':
      return lost(
        'The lease ran out before its connection was ready again.',
        `Another worker may have the job now. Once the connection is ready, ${lowerFirst(stillSaved)}`,
      )
  }
}

function lost(message: string, hint: string, cause?: EngineError): EngineError {
  return new EngineError('LEASE_LOST', message, { hint, cause })
}

function lowerFirst(text: string): string {
  return text.slice(0, 1).toLowerCase() + text.slice(1)
}
