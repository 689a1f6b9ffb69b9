import { expect, it, vi } from 'vitest'
import { countText, listText, plural } from './intl.ts'

it('formats counts and plurals', () => {
  expect([0, 1, 2, 1_204].map((count) => plural(count, 'file'))).toEqual([
    '0 files',
    '1 file',
    '2 files',
    '1,204 files',
  ])
  expect(plural(2, 'entry', 'entries')).toBe('2 entries')
  expect(countText(1_000_000)).toBe('1,000,000')
  expect(listText(['A', 'B', 'C'])).toBe('A, B, and C')
})

// The first one takes 20 ms, and this file is loaded before the window.
it('creates no formatter until a text needs it', async () => {
  const created = vi.spyOn(Intl, 'NumberFormat')
  const listed = vi.spyOn(Intl, 'ListFormat')
  vi.resetModules()
  const fresh = await import('./intl.ts')
  expect(created).not.toHaveBeenCalled()
  expect(listed).not.toHaveBeenCalled()
  expect(fresh.plural(2, 'file')).toBe('2 files')
  expect(created).toHaveBeenCalledOnce()
  vi.restoreAllMocks()
})
