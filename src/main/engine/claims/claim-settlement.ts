import { EngineError } from '../errors/engine-error.ts'
import { stopLease } from './claim-finish.ts'
import type { ClaimLifecycle } from './claim-lifecycle.ts'
import type { ClaimList } from './claim-list.ts'
import type { ClaimReceiver } from './claim-receiver.ts'
import { connectedQueue, type ClaimRecord } from './claim-record.ts'

/** Dependencies of {@link ClaimSettlement}. */
export interface ClaimSettlementOptions {
  readonly list: ClaimList
  readonly lifecycle: ClaimLifecycle
  readonly receiver: ClaimReceiver
  readonly now: () => number
}

const started = 'inprogress'
/** A message that was just sent arrives within a moment, or someone else has it. */
const claimWaitSeconds = 3

/**
 * Finishes claims in ways other than a delete or a release. Every method throws the errors of
 * `Claims.release`.
 */
export class ClaimSettlement {
  readonly #options: ClaimSettlementOptions

  constructor(options: ClaimSettlementOptions) {
    this.#options = options
  }

  /** Releases the job, but keeps it invisible for this many seconds, at most 12 hours. */
  async holdBack(claimId: string, seconds: number): Promise<void> {
    const { lifecycle, now } = this.#options
    await lifecycle.run(claimId, 'releasing', async (record) => {
      const queue = connectedQueue(record)
      // A later renewal would make the message visible too early.
      await stopLease(record)
      const until = now() + seconds * 1_000
      await queue.holdBack(record.job, seconds)
      await lifecycle.finished(record, 'released', { outcomeInfo: { kind: 'held-back', until } })
    })
  }

  /** Sends the message to the dead-letter queue with the reason, then deletes it. */
  async deadLetter(claimId: string, reason: string): Promise<void> {
    const { lifecycle } = this.#options
    await lifecycle.run(claimId, 'releasing', async (record) => {
      const queue = await connectedQueue(record).moveToDeadLetters(record.job, reason, {
        beforeDelete: () => stopLease(record),
      })
      await lifecycle.finished(record, 'released', { outcomeInfo: { kind: 'dead-lettered', queue, reason } })
    })
  }

  /**
   * Moves the job to `inprogress`, and claims it there if nothing else waits in that queue. Otherwise a
   * receive could return someone else's job. Returns the new claim's id, or `null`.
   */
  async startAndKeep(claimId: string): Promise<string | null> {
    const { lifecycle, receiver } = this.#options
    const { record, wanted } = await lifecycle.run(claimId, 'starting', async (held) => {
      const queue = connectedQueue(held)
      const isEmpty = !(await mayHaveOtherMessages(held))
      // The renewals continue while the new message is sent.
      const id = await queue.start(held.job, { beforeDelete: () => stopLease(held) })
      await lifecycle.finished(held, 'started')
      return { record: held, wanted: isEmpty ? id : null }
    })
    if (wanted === null) return null
    const { connectionId } = record
    const origin = { queue: connectedQueue(record), connectionId }
    // The move is done. If the claim fails, the job stays in its new queue, where anyone can claim it.
    const [own] = await receiver
      .next(origin, started, { max: 1, waitSeconds: claimWaitSeconds, wanted })
      .catch(() => [])
    return own ?? null
  }

  /**
   * Sends the message of an acknowledged job again, for the same payload. Returns the new job id.
   *
   * @throws EngineError `BAD_REQUEST` if it was not acknowledged or was already resent, `NOT_CONNECTED`.
   */
  async sendAgain(claimId: string): Promise<string> {
    const { list } = this.#options
    const record = list.get(claimId)
    const { outcome, outcomeInfo } = record
    if (outcome !== 'acknowledged' || outcomeInfo !== null) {
      throw new EngineError(
        'BAD_REQUEST',
        'Only a job that was finished without a result can be sent again, and only once.',
        {
          retryable: false,
        },
      )
    }
    // Set first, so that a second call during the request is rejected.
    list.change(record, { outcomeInfo: { kind: 'sent-again', jobId: '' } })
    try {
      const jobId = await connectedQueue(record).sendAgain(record.job)
      list.change(record, { outcomeInfo: { kind: 'sent-again', jobId } })
      return jobId
    } catch (error) {
      // Do not resend what the server may have accepted.
      const isUnclear = error instanceof EngineError && error.code === 'UNCONFIRMED'
      if (!isUnclear) list.change(record, { outcomeInfo: null })
      throw error
    }
  }
}

/** True if other messages may wait in the job's new queue. */
async function mayHaveOtherMessages(record: ClaimRecord): Promise<boolean> {
  // If the count cannot be read, the job is moved anyway, but not claimed again.
  const depths = await connectedQueue(record)
    .depths({ statuses: [started] })
    .catch(() => null)
  const depth = depths?.[started]
  return depth === undefined || depth.visible > 0 || depth.delayed > 0
}
