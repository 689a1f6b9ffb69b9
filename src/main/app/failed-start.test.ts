import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { SettingsStore } from '../connections/stores/settings-store.ts'
import { failedStartText } from './failed-start.ts'

it('names the settings file and the reason if it can be neither read nor moved', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'failed-start-'))
  try {
    const file = join(folder, 'not-a-folder')
    await writeFile(file, '')
    const settingsFile = join(file, 'settings.json')
    const error = await SettingsStore.open(settingsFile).catch((reason: unknown) => reason)
    const text = failedStartText(error, settingsFile)
    expect(text).toContain('The file settings.json does not exist.')
    expect(text).toContain(settingsFile)
  } finally {
    await rm(folder, { recursive: true })
  }
})

it.each([
  ['EACCES', 'You do not have permission to read the file settings.json. Check its permissions.'],
  ['EBUSY', 'Another program is using the file settings.json. Close it there, then try again.'],
])('says what to do about %s', (code, reason) => {
  const path = '/home/me/settings.json'
  const error = Object.assign(new Error(code), { code, syscall: 'rename', path })
  expect(failedStartText(error, path)).toContain(reason)
})

it('does not blame the settings for anything else', () => {
  expect(failedStartText(new Error('no such module'), '/home/me/settings.json')).toBe(
    'An unexpected error occurred: no such module',
  )
})
