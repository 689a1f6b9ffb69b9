import { expect, test } from 'vitest'
import { multipartFromBytes, partBytes, partsOf } from './part-plan.ts'

const mebibyte = 1024 * 1024
const gibibyte = 1024 * mebibyte

test('a file of 16 MiB or more has parts of 8 MiB', () => {
  expect(multipartFromBytes).toBe(16 * mebibyte)
  expect(partBytes(multipartFromBytes)).toBe(8 * mebibyte)
  expect(partBytes(78 * gibibyte)).toBe(8 * mebibyte)
})

test('the largest object has at most 10,000 parts, in whole MiB', () => {
  const largest = 5_000 * gibibyte
  expect(partBytes(largest) % mebibyte).toBe(0)
  expect(partsOf(largest, partBytes(largest)).length).toBeLessThanOrEqual(10_000)
})

test('the parts cover the file, and the last one is short', () => {
  expect(partsOf(17, 8)).toEqual([
    { number: 1, start: 0, size: 8 },
    { number: 2, start: 8, size: 8 },
    { number: 3, start: 16, size: 1 },
  ])
})
