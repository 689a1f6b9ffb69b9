import { expect, test } from 'vitest'
import { multipartFromBytes, partBytes, partsOf } from './part-plan.ts'

const mebibyte = 1024 * 1024
const gibibyte = 1024 * mebibyte

test('splits a file of 16 MiB or more into parts of 8 MiB', () => {
  expect(multipartFromBytes).toBe(16 * mebibyte)
  expect(partBytes(multipartFromBytes)).toBe(8 * mebibyte)
  expect(partBytes(78 * gibibyte)).toBe(8 * mebibyte)
})

test('splits the largest object into at most 10,000 parts of whole MiB', () => {
  const largest = 5_000 * gibibyte
  expect(partBytes(largest) % mebibyte).toBe(0)
  expect(partsOf(largest, partBytes(largest)).length).toBeLessThanOrEqual(10_000)
})

test('covers the whole file, with a short last part', () => {
  expect(partsOf(17, 8)).toEqual([
    { number: 1, start: 0, size: 8 },
    { number: 2, start: 8, size: 8 },
    { number: 3, start: 16, size: 1 },
  ])
})
