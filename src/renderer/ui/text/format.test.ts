import { describe, expect, it } from 'vitest'
import { formatAge, formatBytes, formatDuration, formatInterval, formatPercent, plural } from './format.ts'
import { shortcutText } from '../controls/kbd.tsx'

describe('format', () => {
  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [999.7, '1 KB'],
    [2_400_000, '2.4 MB'],
    [184_000, '184 KB'],
    [999_960, '1 MB'],
    [3_800_000_000, '3.8 GB'],
  ])('formats %d bytes as %s', (bytes, text) => {
    expect(formatBytes(bytes)).toBe(text)
  })

  it('never shows 100 % before the end', () => {
    expect(formatPercent(0.999)).toBe('99 %')
    expect(formatPercent(1)).toBe('100 %')
  })

  it('formats times and intervals', () => {
    expect(formatDuration(42_000)).toBe('0:42')
    expect(formatDuration(3_846_000)).toBe('1:04:06')
    expect(formatAge(3_000)).toBe('just now')
    expect(formatAge(190_000)).toBe('3 min ago')
    expect(formatInterval(2_000)).toBe('2 s')
    expect(formatInterval(300_000)).toBe('5 min')
  })

  it('forms plurals', () => {
    expect(plural(1, 'file')).toBe('1 file')
    expect(plural(1_204, 'file')).toBe('1,204 files')
  })

  it('formats shortcuts for each platform', () => {
    expect(shortcutText('Mod+Shift+O', true)).toBe('⇧⌘O')
    expect(shortcutText('Mod+Shift+O', false)).toBe('Ctrl+Shift+O')
  })
})
