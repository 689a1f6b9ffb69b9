import type { ClaimEvent, ClaimsSnapshot } from '../../shared/jobs.ts'
import { toClaim } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { Emitter } from './emitter.ts'
import { EngineError } from './errors.ts'

const listedEnded = 50

/** The part of a claim that changes. */
export type ClaimChange = Partial<
  Pick<
    ClaimRecord,
    'activity' | 'error' | 'saved' | 'outcome' | 'payload' | 'payloadError' | 'fileName' | 'bucketAllowed'
  >
>

/** The records of all claims, and the snapshot that the page gets. */
export class ClaimList {
  readonly changed = new Emitter()
  readonly #now: () => number
  readonly #records = new Map<string, ClaimRecord>()
  #revision = 0

  constructor(now: () => number) {
    this.#now = now
  }

  /** @throws EngineError CLAIM_NOT_FOUND */
  get(claimId: string): ClaimRecord {
    const record = this.#records.get(claimId)
    if (record === undefined) throw new EngineError('CLAIM_NOT_FOUND')
    return record
  }

  all(): ClaimRecord[] {
    return [...this.#records.values()]
  }

  add(record: ClaimRecord): void {
    this.#records.set(record.id, record)
    this.touch()
  }

  remove(record: ClaimRecord): void {
    this.#records.delete(record.id)
    this.touch()
  }

  /** Forgets the oldest of the ended claims where there are more than 50; never the one given. */
  prune(newest: ClaimRecord): void {
    const ended = this.all().filter((one) => one.outcome !== null && one !== newest)
    for (const old of ended.slice(0, Math.max(0, ended.length + 1 - listedEnded))) this.remove(old)
  }

  change(record: ClaimRecord, change: ClaimChange): void {
    Object.assign(record, change)
    this.touch()
  }

  /** Adds to the claim's timeline; a change that is told of must follow. */
  note(record: ClaimRecord, what: ClaimEvent['what'], detail: string | null): void {
    record.events.push({ at: this.#now(), what, detail })
  }

  /** Tells that something has changed. */
  touch(): void {
    this.#revision += 1
    this.changed.emit()
  }

  snapshot(): ClaimsSnapshot {
    return { revision: this.#revision, claims: this.all().toReversed().map(toClaim) }
  }
}
