import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { basename, join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { SettingsStore } from '../../connections/stores/settings-store.ts'
import { openSaved } from './open-saved.ts'
import { saveTarget } from './payload-target.ts'

let root: string
let settings: SettingsStore
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'remotejob-place-'))
  settings = (await SettingsStore.open(join(root, 'settings.json'))).store
})
afterEach(() => rm(root, { recursive: true, force: true }))

const info = { fileName: 'photo.final.jpg', jobId: 'abc-1', queue: 'demo', path: null }
const targetFor = (more: object = {}) =>
  saveTarget({ settings, saveFolder: () => root }, { ...info, ...more })

it('saves under its own name in the save folder', async () => {
  expect(await targetFor()).toEqual({ folder: root, name: undefined })
})

it('names files by the pattern', async () => {
  await settings.change({ namePattern: '{name}-{id}.{ext}' })
  expect((await targetFor()).name).toBe('photo.final-abc-1.jpg')
  expect((await targetFor({ fileName: 'README' })).name).toBe('README-abc-1')
  // A name from a message is never treated as a pattern or a path.
  expect((await targetFor({ fileName: '{id}.txt', jobId: '../../x' })).name).not.toMatch(/[\\/]/)
})

it('saves each job in its own folder, below the path in its message', async () => {
  await settings.change({ savesInFolders: true })
  expect((await targetFor({ path: 'scans/2026/photo.final.jpg' })).folder).toBe(
    join(root, 'scans', '2026', 'photo.final-abc-1'),
  )
  expect((await targetFor({ path: '../../../outside/x' })).folder).toBe(
    join(root, 'outside', 'photo.final-abc-1'),
  )
})

it('opens only files that cannot run anything', async () => {
  const [plain, script, none] = ['a.txt', 'b.sh', 'none.txt'].map((name) => join(root, name))
  await Promise.all([plain, script, none].map((path) => writeFile(path ?? '', 'content')))
  const done: string[] = []
  const desktop = {
    openFile: async (path: string) => (done.push(`open ${basename(path)}`), path !== none),
    showInFolder: (path: string) => void done.push(`show ${basename(path)}`),
  }
  expect(await openSaved(plain ?? '', desktop)).toBe('opened')
  expect(await openSaved(script ?? '', desktop)).toBe('shown')
  expect(await openSaved(none ?? '', desktop)).toBe('shown')
  expect(await openSaved(join(root, 'missing.txt'), desktop)).toBe('shown')
  expect(done).toEqual(['open a.txt', 'show b.sh', 'open none.txt', 'show none.txt', 'show missing.txt'])
})
