import { expect, test } from 'vitest'
import { isAtLeast } from './version.mjs'

test.each([
  ['24.0.0', '24.0.0', true],
  ['v24.21.0', '24', true],
  ['22.9.0', '22.12.0', false],
  ['20.20.2', '22.12.0', false],
  ['26.0.0', '24.21.0', true],
  ['24.0.0-nightly', '24.0.0', false],
  ['25.0.0-nightly', '24.0.0', true],
])('%s is at least %s: %s', (version, minimum, expected) => {
  expect(isAtLeast(version, minimum)).toBe(expected)
})
