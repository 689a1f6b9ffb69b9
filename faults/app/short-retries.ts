/**
 * Makes the waits of all retries short, and the same for the same seed: each is a share of its longest that
 * `Math.random` decides. Faults are tried by the thousand, and no wait is what is being proved.
 */
export function quickenRetries(seed: number): void {
  let state = seed >>> 0
  Math.random = () => {
    // mulberry32
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return (((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296) * 0.02
  }
}
