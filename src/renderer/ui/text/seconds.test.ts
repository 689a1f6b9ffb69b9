import { expect, test } from 'vitest'
import { formatSeconds } from './seconds.ts'

test.each([
  [0, '0 s'],
  [30, '30 s'],
  [90, '1 min 30 s'],
  [3_600, '1 hour'],
  [345_600, '4 days'],
  [1_209_600, '14 days'],
  [90_061, '1 day 1 hour'],
])('%i seconds are %s', (seconds, text) => {
  expect(formatSeconds(seconds)).toBe(text)
})
