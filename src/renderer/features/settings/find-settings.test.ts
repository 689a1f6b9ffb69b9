import { expect, it } from 'vitest'
import { findSettings, wordsOf } from './find-settings.ts'
import { settingsSections } from './settings-view.tsx'

const labels = (query: string): string[] =>
  findSettings(settingsSections, wordsOf(query)).flatMap(({ rows }) => rows.map(({ label }) => label))

const all = settingsSections.flatMap(({ rows }) => rows)

it('has a unique label for each setting', () => {
  expect(new Set(all.map(({ label }) => label)).size).toBe(all.length)
})

it('finds each setting by its label', () => {
  for (const { label } of all) expect(labels(label)).toContain(label)
})

it.each([
  ['dark', ['Theme']],
  ['TRAY icon', ['Show an icon in the tray']],
  [
    'claims',
    [
      'When Remotejob quits',
      'When the window is closed while you hold jobs or files are being transferred',
      'Claim the next job when one is finished',
    ],
  ],
  ['autostart', ['Start when you log in']],
  ['chromium', ['Versions']],
])('finds %j by the words of its options, its description or its section', (query, found) => {
  expect(labels(query)).toEqual(found)
})

it('finds all settings for an empty query, and none for nonsense', () => {
  expect(labels('  ')).toHaveLength(all.length)
  expect(labels('xyzzy')).toEqual([])
})
