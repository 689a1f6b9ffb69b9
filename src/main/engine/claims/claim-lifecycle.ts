import type { Claim } from '../../../shared/jobs.ts'
import type { Ending } from './claim-endings.ts'
import type { ClaimList } from './claim-list.ts'
import type { ClaimRecord } from './claim-record.ts'
import { EngineError } from '../errors/engine-error.ts'
import { toEngineError } from '../errors/to-engine-error.ts'

type Outcome = NonNullable<Claim['outcome']>

/** What is done with claims: one thing at a time with each, and how it ends. */
export class ClaimWork {
  readonly #list: ClaimList
  readonly #closing: AbortSignal
  readonly #onMoved: (queueName: string) => void

  constructor(list: ClaimList, closing: AbortSignal, onMoved: (queueName: string) => void) {
    this.#list = list
    this.#closing = closing
    this.#onMoved = onMoved
  }

  /** @throws EngineError CLAIM_NOT_FOUND, CLAIM_BUSY */
  begin(claimId: string, activity: Claim['activity']): ClaimRecord {
    const record = this.#list.get(claimId)
    if (record.activity !== 'idle') throw new EngineError('CLAIM_BUSY')
    record.abort = new AbortController()
    this.#list.change(record, { activity, error: null })
    return record
  }

  /** @throws EngineError CLAIM_NOT_FOUND, LEASE_LOST, NOT_CONNECTED, CLAIM_BUSY; BAD_REQUEST where it has ended. */
  heldRecord(claimId: string): ClaimRecord {
    const record = this.#list.get(claimId)
    if (record.outcome !== null)
      throw new EngineError('BAD_REQUEST', `This job was ${record.outcome} already.`)
    record.lease.assertHeld()
    if (record.standing === 'waiting') {
      throw new EngineError('NOT_CONNECTED', 'This job waits for its connection.', {
        hint: 'Connect it under Settings first.',
        retryable: true,
      })
    }
    if (record.standing === 'checking') {
      throw new EngineError('CLAIM_BUSY', 'The server is being asked whether this job is still yours.')
    }
    return record
  }

  /** Ends a claim and answers when it is over. */
  async act(claimId: string, activity: Claim['activity'], outcome: Outcome, ending: Ending): Promise<void> {
    this.heldRecord(claimId)
    const record = this.begin(claimId, activity)
    const acting = this.endWith(record, outcome, ending)
    record.work = this.settle(record, () => acting)
    await record.work
    await acting
  }

  /** Stops the heartbeat, proves the lease, then ends the claim. @throws EngineError LEASE_LOST, and what goes wrong. */
  async endWith(record: ClaimRecord, outcome: Outcome, ending: Ending): Promise<void> {
    await ending(record, async () => {
      await record.lease.stop()
      record.lease.assertHeld()
    })
    await record.lease.end()
    await this.ended(record, outcome)
  }

  /** Runs work to its end; what goes wrong becomes the claim's error, and the heartbeat goes on. */
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

  async ended(record: ClaimRecord, outcome: Outcome): Promise<void> {
    const written = this.#list.end(record, outcome, null)
    this.#list.change(record, { outcome, error: null })
    this.moved(record)
    this.#list.prune(record)
    await written
  }

  leaseChanged(record: ClaimRecord): void {
    const { state, deadline, error } = record.lease.state()
    if (state === 'lost') {
      void this.#list.end(record, 'lost', error?.message ?? null)
      // What others may hold by now must not be completed here too.
      if (record.activity === 'completing') {
        const { message, hint } = error ?? {}
        record.abort.abort(new EngineError('LEASE_LOST', message, hint === undefined ? {} : { hint }))
      }
      this.moved(record)
    } else if (state === 'held' && error === null) {
      if (record.standing === 'checking') {
        record.standing = 'adopted'
        this.#list.note(record, 'adopted', null)
      }
      this.#list.renewed(record, deadline)
    }
    this.#list.touch()
  }

  moved(record: ClaimRecord): void {
    this.#onMoved(record.queueName)
  }
}
