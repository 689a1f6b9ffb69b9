import { expect, test } from 'vitest'
import { rangeBytesOf, rangedFromBytes } from './range-plan.ts'

const mebibyte = 1024 * 1024
const gibibyte = 1024 * mebibyte

test('an object above 16 MiB has ranges of 8 MiB', () => {
  expect(rangedFromBytes).toBe(16 * mebibyte)
  expect(rangeBytesOf(rangedFromBytes + 1)).toBe(8 * mebibyte)
  expect(rangeBytesOf(64 * gibibyte)).toBe(8 * mebibyte)
})

test('a huge object has at most 8,192 ranges, in whole MiB', () => {
  expect(rangeBytesOf(64 * gibibyte + 1)).toBe(9 * mebibyte)
  const size = 5_000 * gibibyte
  expect(Math.ceil(size / rangeBytesOf(size))).toBeLessThanOrEqual(8_192)
})
