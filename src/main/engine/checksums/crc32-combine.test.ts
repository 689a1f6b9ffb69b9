import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { expect, test } from 'vitest'
import { combineCrc32 } from './crc32-combine.ts'

test.each([[0], [1], [7], [8 * 1024], [1_048_577]])(
  'equals the CRC-32 of both pieces together (%i bytes)',
  (bytes) => {
    const [a, b] = [randomBytes(bytes + 3), randomBytes(bytes)]
    expect(combineCrc32(crc32(a), crc32(b), b.length)).toBe(crc32(Buffer.concat([a, b])))
  },
)

test('combines many pieces, the first one empty', () => {
  const pieces = Array.from({ length: 100 }, (_, i) => randomBytes(i * 31))
  const combined = pieces.reduce((sum, piece) => combineCrc32(sum, crc32(piece), piece.length), 0)
  expect(combined).toBe(crc32(Buffer.concat(pieces)))
})

test('supports lengths above 32 bits', () => {
  // For zeros, one piece of 32 GiB must give the same CRC-32 as pieces of 16 MiB, 16 MiB, 32 MiB, … 16 GiB.
  let [piece, bytes] = [crc32(Buffer.alloc(1 << 24)), 1 << 24]
  let stepwise = combineCrc32(crc32('a'), piece, bytes)
  while (bytes < 2 ** 35) {
    stepwise = combineCrc32(stepwise, piece, bytes)
    piece = combineCrc32(piece, piece, bytes)
    bytes *= 2
  }
  expect(combineCrc32(crc32('a'), piece, bytes)).toBe(stepwise)
})
