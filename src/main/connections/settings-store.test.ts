import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { SettingsStore } from './settings-store.ts'

let folder: string
let path: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-settings-'))
  path = join(folder, 'settings.json')
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('SettingsStore', () => {
  it('starts with Local and its demo queue', async () => {
    const { store, setAside } = await SettingsStore.open(path)
    expect(setAside).toBeNull()
    expect(store.value.connections).toMatchObject([{ id: 'local', queues: [{ name: 'demo' }] }])
  })

  it('keeps changes, the last of many at once', async () => {
    const { store } = await SettingsStore.open(path)
    await Promise.all([1, 2, 3].map((port) => store.change({ localPort: port })))
    const again = await SettingsStore.open(path)
    expect(again.store.value.localPort).toBe(3)
  })

  it('sets a damaged file aside and starts', async () => {
    await writeFile(path, '{"version": 1, "theme": "pu')
    const { store, setAside } = await SettingsStore.open(path)
    expect(store.value.theme).toBe('system')
    expect(await readFile(setAside ?? '', 'utf8')).toContain('"pu')
  })

  it('sets a file with keys in it aside: the disk never holds any', async () => {
    const { store } = await SettingsStore.open(path)
    const withKeys = {
      ...store.value,
      connections: [{ ...store.value.connections[0], secretAccessKey: 'x' }],
    }
    await writeFile(path, JSON.stringify(withKeys))
    expect((await SettingsStore.open(path)).setAside).not.toBeNull()
  })
})
