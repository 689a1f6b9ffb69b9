// The CRC-32 polynomial in zlib's bit order: the highest bit is x^0.
const polynomial = 0xedb88320
const one = 0x80000000

/** Returns `a` times `b` modulo the polynomial, as zlib computes it. */
function multiply(a: number, b: number): number {
  let product = 0
  let factor = b
  for (let bit = one; bit !== 0; bit >>>= 1) {
    if ((a & bit) !== 0) product ^= factor
    factor = factor & 1 ? (factor >>> 1) ^ polynomial : factor >>> 1
  }
  return product >>> 0
}

/** x^(2^n) modulo the polynomial, for n from 0 to 31. Higher powers repeat these. */
const powers: readonly number[] = (() => {
  const list = [one >>> 1]
  while (list.length < 32) list.push(multiply(list.at(-1) ?? 0, list.at(-1) ?? 0))
  return list
})()

/**
 * Combines the CRC-32s of two consecutive pieces. `secondBytes` is the length of the second one:
 * `crc32(Buffer.concat([a, b])) === combineCrc32(crc32(a), crc32(b), b.length)`.
 */
export function combineCrc32(first: number, second: number, secondBytes: number): number {
  let shift = one
  // Starts at 2^3, because a byte has 8 bits. The length may exceed 32 bits, so it is halved instead of shifted.
  for (let n = 3, left = secondBytes; left > 0; n += 1, left = Math.floor(left / 2)) {
    if (left % 2 === 1) shift = multiply(powers[n % 32] ?? 0, shift)
  }
  return (multiply(shift, first) ^ second) >>> 0
}
