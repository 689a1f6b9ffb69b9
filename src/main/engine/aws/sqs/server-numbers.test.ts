import { expect, test } from 'vitest'
import { countFrom, secondsFrom, timeFrom } from './server-numbers.ts'

const time = 1_764_207_571_000

test.each([
  ['milliseconds', String(time), time],
  ['a number', time, time],
  ['“never” from ElasticMQ', '0', null],
  ['“never” from goaws', '-62135596800000', null],
  ['seconds', '1764207571', null],
  ['seconds with a fraction', '1764207571.123', null],
  ['a date', '2026-11-27T00:00:00Z', null],
  ['nothing', '', null],
  ['infinity', '1e999', null],
])('parses a time given as %s', (_what, value, expected) => {
  expect(timeFrom(value)).toBe(expected)
})

test.each([
  ['3', 3],
  ['-1', null],
  ['1.5', null],
  ['0x10', 16],
  [null, null],
])('parses the count %j', (value, expected) => {
  expect(countFrom(value)).toBe(expected)
})

test('rejects a visibility timeout over 12 hours', () => {
  expect([secondsFrom('43200'), secondsFrom('43201')]).toEqual([43_200, null])
})
