import type { Claim, ClaimEvent, ClaimsChange, ClaimsSnapshot } from '../../../shared/jobs/claims.ts'
import { heldClaimOf, toClaim } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import { noClaimJournal } from './claim-journal.ts'
import type { ClaimJournal, ClaimOutcome, StoredResult } from './claim-journal.ts'
import { PayloadIndex } from './payload-index.ts'
import { Emitter } from '../async/emitter.ts'
import { EngineError } from '../errors/engine-error.ts'

const maxFinished = 50
/** More claims are kept while the page offers to undo them, but never more than can be undone at once. */
const undoableMs = 60_000
const maxUndoable = 10_000
/**
 * The maximum number of characters in one change for the page. A larger one would delay everything else in
 * both processes.
 */
const maxCharacters = 250_000

/** A claim's mutable properties. */
export type ClaimChange = Partial<
  Pick<
    ClaimRecord,
    | 'activity'
    | 'duplicate'
    | 'deadLetter'
    | 'error'
    | 'saved'
    | 'outcome'
    | 'outcomeInfo'
    | 'payload'
    | 'payloadError'
    | 'fileName'
    | 'bucketAllowed'
  >
>

/**
 * The records of all claims. Creates the snapshot for the page, and saves changes in the journal. An event
 * that cannot be saved costs at most one line of history, so its error is ignored.
 */
export class ClaimList {
  readonly changed = new Emitter()
  readonly #now: () => number
  readonly #journal: ClaimJournal
  readonly #records = new Map<string, ClaimRecord>()
  readonly #byPayload = new PayloadIndex()
  /** The finished claims in order, each with the time when it finished. */
  readonly #finished = new Map<ClaimRecord, number>()
  /** The latest revision of each claim that has changed since {@link takeChange}, in order. */
  readonly #changes = new Map<string, number>()
  #revision = 0
  /** The revision of the last change that was taken. */
  #taken = 0
  #lastOrder = 0

  constructor(now: () => number, journal: ClaimJournal = noClaimJournal) {
    this.#now = now
    this.#journal = journal
  }

  /** @throws EngineError `CLAIM_NOT_FOUND` */
  get(claimId: string): ClaimRecord {
    const record = this.#records.get(claimId)
    if (record === undefined) throw new EngineError('CLAIM_NOT_FOUND')
    return record
  }

  has(claimId: string): boolean {
    return this.#records.has(claimId)
  }

  all(): ClaimRecord[] {
    return [...this.#records.values()]
  }

  add(record: ClaimRecord): void {
    this.#lastOrder += 1
    record.order = this.#lastOrder
    this.#records.set(record.id, record)
    this.#byPayload.add(record)
    this.touch(record)
  }

  remove(record: ClaimRecord): void {
    this.#records.delete(record.id)
    this.#finished.delete(record)
    this.#byPayload.remove(record)
    this.touch(record)
  }

  /**
   * Returns the latest matching claim of a message with the same payload, in the same status of the same
   * connection, or `undefined`.
   */
  withSamePayload(record: ClaimRecord, matches: (other: ClaimRecord) => boolean): ClaimRecord | undefined {
    return this.#byPayload.latest(record, matches)
  }

  /** Call this when a claim has finished. Removes the oldest finished claims if there are more than 50. */
  prune(record: ClaimRecord): void {
    const now = this.#now()
    this.#finished.set(record, now)
    for (const [oldest, endedAt] of this.#finished) {
      const { size } = this.#finished
      if (size <= maxFinished || (size <= maxUndoable && now - endedAt < undoableMs)) break
      this.remove(oldest)
    }
  }

  change(record: ClaimRecord, change: ClaimChange): void {
    Object.assign(record, change)
    this.touch(record)
  }

  /**
   * Saves a claim, so that a crash does not lose it.
   *
   * @throws EngineError `DISK_FULL`, `SAVE_FOLDER_READ_ONLY`, `DISK_FAILED`, `INTERNAL`
   */
  async hold(record: ClaimRecord): Promise<void> {
    await this.#journal.hold(heldClaimOf(record))
  }

  /**
   * Returns when a job with the same payload was finished here, in milliseconds since the epoch, or `null`.
   */
  finishedBefore(record: ClaimRecord): Promise<number | null> {
    return this.#journal.finishedBefore(heldClaimOf(record)).catch(() => null)
  }

  /** Saves the new deadline of a renewed lease. */
  renewed({ id, lease }: ClaimRecord): void {
    this.#journal.renew(new Map([[id, lease.deadline.wallDeadline]]))
  }

  /** Records that the user allowed reading from the claim's bucket. */
  allowBucket(record: ClaimRecord): void {
    this.change(record, { bucketAllowed: true })
    void written(this.#journal.allowBucket(record.id))
  }

  /** Adds an event to the claim's timeline. Call {@link change} afterwards. */
  note(
    record: ClaimRecord,
    what: ClaimEvent['what'],
    detail: string | null,
    info?: { readonly savedPath: string },
  ): void {
    const event = { at: this.#now(), what, detail }
    record.events.push(event)
    void written(this.#journal.note(record.id, event, info))
  }

  /**
   * Adds the outcome to the claim's timeline. Resolves once it is on disk. Call {@link change} afterwards.
   */
  finish(
    record: ClaimRecord,
    outcome: ClaimOutcome,
    detail: string | null,
    results: readonly StoredResult[] = [],
  ): Promise<void> {
    const at = this.#now()
    record.events.push({ at, what: outcome === 'dead' ? 'released' : outcome, detail })
    return written(this.#journal.finish(record.id, outcome, at, { detail, results }))
  }

  /** Notifies the listeners that this claim has changed. */
  touch({ id }: ClaimRecord): void {
    this.#revision += 1
    // Deleted first, so that the map stays in revision order.
    this.#changes.delete(id)
    this.#changes.set(id, this.#revision)
    this.changed.emit()
  }

  snapshot(): ClaimsSnapshot {
    return { revision: this.#revision, claims: this.all().toReversed().map(toClaim) }
  }

  /** True if {@link takeChange} has something to return. */
  get hasChange(): boolean {
    return this.#changes.size > 0
  }

  /**
   * Returns the changes since the last call, oldest first: at least one claim, but not many more than 250,000
   * characters. Call this again while {@link hasChange}.
   */
  takeChange(): ClaimsChange {
    const since = this.#taken
    const claims: Claim[] = []
    const removed: string[] = []
    let characters = 0
    for (const [id, revision] of this.#changes) {
      const record = this.#records.get(id)
      if (record === undefined) removed.push(id)
      else {
        const claim = toClaim(record)
        characters += charactersOf(claim)
        if (claims.length > 0 && characters > maxCharacters) break
        claims.push(claim)
      }
      this.#taken = revision
      this.#changes.delete(id)
    }
    return { since, revision: this.#taken, claims, removed }
  }
}

/** Returns the approximate size of a claim in a message to the page. */
function charactersOf({ fields, rawBody, events, attributes }: Claim): number {
  const named = [...Object.entries(fields), ...attributes.map(({ name, value }) => [name, value] as const)]
  const texts = named.reduce((sum, [name, value]) => sum + name.length + value.length, 0)
  return 1_000 + rawBody.length + texts + events.length * 100
}

async function written(note: Promise<void>): Promise<void> {
  await note.catch(() => undefined)
}
