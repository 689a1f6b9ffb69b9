/** The number of objects in a full page of a listing. */
export const pageSize = 1_000

/** 48 bits, which a number represents exactly. */
const hexDigits = 12

/**
 * Returns the position of an id among all ids, from 0 to 1, or `null` if unknown. MessageIds are random
 * UUIDs, and so are the keys of payloads, so the objects of a bucket are spread evenly.
 */
function positionOf(id: string): number | null {
  const hex = id.replaceAll('-', '').slice(0, hexDigits)
  return /^[0-9a-f]{12}$/i.test(hex) ? Number.parseInt(hex, 16) / 16 ** hexDigits : null
}

/** Estimates the density of the objects in a bucket from the pages of its listings. */
export class KeySpace {
  #objectsInAll: number | null = null
  #learnedAt = -Infinity

  /** True if the density is known well enough. `maxAgeMs` limits its age. */
  isKnown(now: number, maxAgeMs: number): boolean {
    return this.#objectsInAll !== null && now - this.#learnedAt <= maxAgeMs
  }

  /** Updates the estimate from a page of objects: those after `first`, up to and including `last`. */
  learn(first: string, last: string, objects: number, now: number): void {
    const from = positionOf(first)
    // Keys that are not UUIDs sort after those that are.
    const to = positionOf(last) ?? 1
    if (from === null || to <= from) return
    this.#objectsInAll = objects / (to - from)
    this.#learnedAt = now
  }

  /** Updates the estimate from the last page, by the number of objects after `first`. */
  learnEnd(first: string, objects: number, now: number): void {
    const from = positionOf(first)
    if (from === null || from > 0.9) return
    this.#objectsInAll = objects / (1 - from)
    this.#learnedAt = now
  }

  /** Estimates the number of objects between two ids. Returns `null` if it is unknown. */
  between(one: string, other: string): number | null {
    const [from, to] = [positionOf(one), positionOf(other)]
    if (this.#objectsInAll === null || from === null || to === null) return null
    return Math.max(0, to - from) * this.#objectsInAll
  }
}
