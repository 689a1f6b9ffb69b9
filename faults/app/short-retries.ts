/**
 * Makes the delays before retries short, and reproducible for a seed. Each delay is a random share of its
 * maximum, so replacing `Math.random` is enough. The tests inject thousands of faults, and do not test the
 * length of the delays.
 */
export function shortenRetries(seed: number): void {
  let state = seed >>> 0
  Math.random = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * 0.02
  }
}
