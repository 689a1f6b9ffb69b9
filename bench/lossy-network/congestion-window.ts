const initialSegments = 10
const minSegments = 2

/** What happens to the segments that a sender sends in one round trip. */
export interface Round {
  /** The segments that arrive in order. */
  readonly arriving: number
  /**
   * The segments behind the first lost one. They arrive one round trip later, once the lost one has been sent again.
   */
  readonly late: number
}

/**
 * A TCP connection's congestion window in one direction, as in TCP Reno: it doubles each round trip until the first
 * loss, halves at a loss, and otherwise grows by one segment.
 */
export class CongestionWindow {
  readonly #loss: number
  readonly #random: () => number
  #segments = initialSegments
  #hasLost = false

  /** `loss` is the probability that a segment is lost. `random` returns numbers from 0 to 1. */
  constructor(loss: number, random: () => number) {
    this.#loss = loss
    this.#random = random
  }

  /** The number of segments that may be in flight at the same time. */
  get segments(): number {
    return this.#segments
  }

  /** Sends this many segments, at most {@link segments}. */
  send(segments: number): Round {
    let arriving = 0
    while (arriving < segments && this.#random() >= this.#loss) arriving += 1
    if (arriving < segments) {
      this.#hasLost = true
      this.#segments = Math.max(minSegments, Math.floor(this.#segments / 2))
    } else if (!this.#hasLost) this.#segments *= 2
    else this.#segments += 1
    return { arriving, late: segments - arriving }
  }
}

/** Returns a generator of random numbers, which are the same in every run with this seed. */
export function seededRandom(seed: number): () => number {
  let state = seed >>> 0
  return () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296
  }
}
