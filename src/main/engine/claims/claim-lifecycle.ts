import type { Claim } from '../../../shared/jobs/claims.ts'
import { EngineError } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'
import { ClaimFinisher, type MessageOutcome } from './claim-finish.ts'
import type { StoredResult } from './claim-journal.ts'
import type { ClaimList } from './claim-list.ts'
import type { ClaimRecord } from './claim-record.ts'
import { timeFormat } from '../../../shared/texts/intl.ts'

const activityFor = {
  acknowledged: 'acknowledging',
  released: 'releasing',
  started: 'starting',
} as const satisfies Record<MessageOutcome, Claim['activity']>

/** Details of a claim's outcome. */
export interface OutcomeDetails {
  readonly outcomeInfo?: Claim['outcomeInfo']
  readonly results?: readonly StoredResult[]
}

/** Runs one activity at a time on each claim, and records how it finished. */
export class ClaimLifecycle {
  readonly #list: ClaimList
  readonly #closing: AbortSignal
  readonly #onMoved: (queueName: string) => void
  readonly #finisher = new ClaimFinisher()

  /** `onMoved` is called when a claim has changed the contents of its job queue. */
  constructor(list: ClaimList, closing: AbortSignal, onMoved: (queueName: string) => void) {
    this.#list = list
    this.#closing = closing
    this.#onMoved = onMoved
  }

  /** @throws EngineError `CLAIM_NOT_FOUND`, `CLAIM_BUSY` */
  begin(claimId: string, activity: Claim['activity']): ClaimRecord {
    const record = this.#list.get(claimId)
    if (record.activity !== 'idle') throw new EngineError('CLAIM_BUSY')
    record.abort = new AbortController()
    this.#list.change(record, { activity, error: null })
    return record
  }

  /**
   * @throws EngineError `CLAIM_NOT_FOUND`, `LEASE_LOST`, `NOT_CONNECTED`, `CLAIM_BUSY`; `BAD_REQUEST` for a
   * finished claim.
   */
  heldRecord(claimId: string): ClaimRecord {
    const record = this.#list.get(claimId)
    if (record.outcome !== null) {
      throw new EngineError('BAD_REQUEST', `This job was already ${record.outcome}.`)
    }
    record.lease.assertHeld()
    if (record.phase === 'waiting') {
      throw new EngineError('NOT_CONNECTED', 'This job is waiting for its connection.', {
        hint: 'Connect it under Settings first.',
        retryable: true,
      })
    }
    if (record.phase === 'checking') {
      throw new EngineError(
        'CLAIM_BUSY',
        'Remotejob is checking with the server whether this job is still yours.',
      )
    }
    return record
  }

  /** Finishes a claim as a separate activity. @throws the errors of {@link heldRecord} and {@link finish}. */
  async act(claimId: string, outcome: MessageOutcome): Promise<void> {
    await this.run(claimId, activityFor[outcome], (record) => this.finish(record, outcome))
  }

  /** Runs an activity on a held claim. @throws the errors of {@link heldRecord} and of the work. */
  async run<T>(
    claimId: string,
    activity: Claim['activity'],
    work: (record: ClaimRecord) => Promise<T>,
  ): Promise<T> {
    this.heldRecord(claimId)
    const record = this.begin(claimId, activity)
    const working = work(record)
    record.work = this.settle(record, async () => void (await working))
    await record.work
    return working
  }

  /**
   * Deletes, releases or moves a claim's message, then records the outcome.
   *
   * @throws EngineError `LEASE_LOST`, and errors from the server.
   */
  async finish(record: ClaimRecord, outcome: MessageOutcome): Promise<void> {
    await this.#finisher.finish(record, outcome)
    await this.finished(record, outcome)
  }

  /** Records the outcome of a claim whose message is gone. Resolves once it is on disk. */
  async finished(
    record: ClaimRecord,
    outcome: NonNullable<Claim['outcome']>,
    { outcomeInfo = null, results = [] }: OutcomeDetails = {},
  ): Promise<void> {
    await record.lease.end()
    const isDead = outcomeInfo?.kind === 'dead-lettered'
    const written = this.#list.finish(record, isDead ? 'dead' : outcome, detailOf(outcomeInfo), results)
    this.#list.change(record, { outcome, outcomeInfo, error: null })
    this.moved(record)
    this.#list.prune(record)
    await written
  }

  /** Makes the message of an unlisted claim visible again. If this fails, its lease expires instead. */
  async giveUp(record: ClaimRecord): Promise<void> {
    await this.#finisher.finish(record, 'released').catch(() => undefined)
    await record.lease.end()
    await this.#list.finish(record, 'released', null)
  }

  /** Runs work to completion. A failure becomes the claim's error, and its lease is renewed again. */
  async settle(record: ClaimRecord, work: () => Promise<void>): Promise<void> {
    try {
      await work()
    } catch (thrown) {
      const { reason } = record.abort.signal
      const lost = reason instanceof EngineError && reason.code === 'LEASE_LOST'
      const error = lost ? reason : toEngineError(thrown)
      if (error.code === 'LEASE_LOST') record.lease.lose(error)
      if (error.code !== 'CANCELLED') {
        this.#list.note(record, 'failed', error.message)
        this.#list.change(record, { error })
      }
    } finally {
      this.#list.change(record, { activity: 'idle' })
      if (record.outcome === null && !this.#closing.aborted) record.lease.start()
    }
  }

  /** Call this whenever a claim's lease changes. */
  leaseChanged(record: ClaimRecord): void {
    const { state, error } = record.lease.state()
    if (state === 'lost') {
      void this.#list.finish(record, 'lost', error?.message ?? null)
      // Someone else may hold the job by now, so it must not be completed here too.
      if (record.activity === 'completing') {
        const { message, hint } = error ?? {}
        record.abort.abort(new EngineError('LEASE_LOST', message, hint === undefined ? {} : { hint }))
      }
      this.moved(record)
    } else if (state === 'held' && error === null) {
      if (record.phase === 'checking') {
        record.phase = 'recovered'
        this.#list.note(record, 'adopted', null)
      }
      this.#list.renewed(record)
    }
    record.leaseChanged.emit()
    this.#list.touch(record)
  }

  /** Reports that the claim's job queue has changed. */
  moved(record: ClaimRecord): void {
    this.#onMoved(record.queueName)
  }
}

/** The window's time format. */
const clock = timeFormat({ timeStyle: 'medium', hourCycle: 'h23' })

function detailOf(outcomeInfo: Claim['outcomeInfo']): string | null {
  if (outcomeInfo?.kind === 'held-back') return `held back until ${clock.format(outcomeInfo.until)}`
  if (outcomeInfo?.kind !== 'dead-lettered') return null
  return `sent to ${outcomeInfo.queue}${outcomeInfo.reason === '' ? '' : `: ${outcomeInfo.reason}`}`
}
