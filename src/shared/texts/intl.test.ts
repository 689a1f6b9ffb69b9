import { expect, it } from 'vitest'
import { countText, plural } from './intl.ts'

it('formats counts and plurals', () => {
  expect([0, 1, 2, 1_204].map((count) => plural(count, 'file'))).toEqual([
    '0 files',
    '1 file',
    '2 files',
    '1,204 files',
  ])
  expect(plural(2, 'entry', 'entries')).toBe('2 entries')
  expect(countText(1_000_000)).toBe('1,000,000')
})
