import type { ClaimRecord } from './claim-record.ts'

interface Claims {
  readonly list: ClaimRecord[]
  removed: number
}

/** Finds the claims of messages with the same payload, in the same status of the same connection. */
export class PayloadIndex {
  readonly #claims = new Map<string, Claims>()
  readonly #present = new Set<ClaimRecord>()

  add(record: ClaimRecord): void {
    const payload = payloadOf(record)
    if (payload === null) return
    this.#present.add(record)
    const known = this.#claims.get(payload)
    if (known === undefined) this.#claims.set(payload, { list: [record], removed: 0 })
    else known.list.push(record)
  }

  remove(record: ClaimRecord): void {
    const payload = payloadOf(record)
    const known = payload === null ? undefined : this.#claims.get(payload)
    if (payload === null || known === undefined || !this.#present.delete(record)) return
    known.removed += 1
    // Otherwise, each search for the latest claim would have to go through all removed ones.
    for (
      let last = known.list.at(-1);
      last !== undefined && !this.#present.has(last);
      last = known.list.at(-1)
    ) {
      known.list.pop()
      known.removed -= 1
    }
    // All messages may name the same payload, so a removal must not search the list for its claim.
    if (known.removed * 2 <= known.list.length) return
    const list = known.list.filter((one) => this.#present.has(one))
    if (list.length === 0) this.#claims.delete(payload)
    else this.#claims.set(payload, { list, removed: 0 })
  }

  /** Returns the latest matching claim with the same payload as this one, or `undefined`. */
  latest(record: ClaimRecord, matches: (other: ClaimRecord) => boolean): ClaimRecord | undefined {
    const payload = payloadOf(record)
    const list = payload === null ? [] : (this.#claims.get(payload)?.list ?? [])
    return list.findLast((other) => this.#present.has(other) && matches(other))
  }
}

/** Returns a key for the payload, or `null` if the message names none. */
function payloadOf({ connectionId, job: { status, bucket, key } }: ClaimRecord): string | null {
  return bucket === null || key === null ? null : JSON.stringify([connectionId, status, bucket, key])
}
