const mebibyte = 1024 * 1024
const leastRangeBytes = 8 * mebibyte
/** More ranges than that would make the state file large, so those of huge objects are longer. */
const mostRanges = 8_192

/** Objects of more bytes than that are read in ranges. */
export const rangedFromBytes = 16 * mebibyte

/** How many bytes each range of an object has; a whole number of MiB. */
export function rangeBytesOf(size: number): number {
  return Math.max(leastRangeBytes, Math.ceil(size / mostRanges / mebibyte) * mebibyte)
}
