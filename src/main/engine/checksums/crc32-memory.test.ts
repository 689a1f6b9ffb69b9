import { randomBytes } from 'node:crypto'
import { crc32 } from 'node:zlib'
import { assert, constant, constantFrom, integer, oneof, property } from 'fast-check'
import { expect, test } from 'vitest'
import { Crc32Memory, type Crc32Buffer } from './crc32-memory.ts'

const bufferBytes = 200_000
const memory = Crc32Memory.for(2, bufferBytes)
const buffers = [memory?.next(), memory?.next()] as Crc32Buffer[]
for (const { bytes } of buffers) bytes.set(randomBytes(bufferBytes))

test('computes the same CRC-32 as zlib, for any length and after any bytes', () => {
  const anyBuffer = constantFrom(...buffers)
  const anySum = oneof(constant(0), integer({ min: 0, max: 0xffff_ffff }))
  assert(
    property(anyBuffer, integer({ min: 0, max: bufferBytes }), anySum, (buffer, count, before) => {
      expect(buffer.crc32(count, before)).toBe(crc32(buffer.bytes.subarray(0, count), before))
    }),
    { numRuns: 500 },
  )
})

test('notices each changed bit near the ends and the limits of segments', () => {
  const [buffer] = buffers
  if (buffer === undefined) throw new Error('WebAssembly is not available.')
  const count = 60_000
  const before = buffer.crc32(count, 0)
  const places = [0, 4_799, 4_800, 16_383, 16_384, 16_385, 32_768, 55_199, 55_200, 59_967, 59_999]
  for (const place of places) {
    for (let bit = 1; bit < 256; bit *= 2) {
      buffer.bytes[place] = (buffer.bytes[place] ?? 0) ^ bit
      expect(buffer.crc32(count, 0)).not.toBe(before)
      buffer.bytes[place] = (buffer.bytes[place] ?? 0) ^ bit
    }
  }
  expect(buffer.crc32(count, 0)).toBe(before)
})

test('has only as many buffers as it has room for', () => {
  expect(memory?.next()).toBeNull()
})
