import { expect, test } from 'vitest'
import { decodeForWindows, encodeForWindows } from './object-paths.ts'

test.each(['R&D/report.txt', 'a&b', 'fish & chips', 'a&3cb', '&26', '&', '&&3a', 'what?*<>|":\\', 'a&?'])(
  'the key %s survives on Windows',
  (key) => {
    const path = encodeForWindows(key)
    expect(path).not.toMatch(/[<>:"\\|?*]/)
    expect(decodeForWindows(path)).toBe(key)
  },
)

test('an ampersand that earlier versions stored as it is keeps its file', () => {
  expect(encodeForWindows('R&D/a?b')).toBe('R&D/a&3fb')
})
