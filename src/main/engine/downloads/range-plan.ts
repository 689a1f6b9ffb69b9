const mebibyte = 1024 * 1024
const minRangeBytes = 8 * mebibyte
/** Huge objects have longer ranges, because more ranges would make the state file large. */
const maxRanges = 8_192

/** Larger objects are read in ranges. */
export const rangedFromBytes = 16 * mebibyte

/** Returns the size of each range of an object, in whole MiB. */
export function rangeBytesOf(size: number): number {
  return Math.max(minRangeBytes, Math.ceil(size / maxRanges / mebibyte) * mebibyte)
}
