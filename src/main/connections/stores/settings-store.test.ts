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
    const { store, quarantinedPath } = await SettingsStore.open(path)
    expect(quarantinedPath).toBeNull()
    expect(store.value.connections).toMatchObject([{ id: 'local', queues: [{ name: 'demo' }] }])
  })

  it('does not create queues again for settings from an older version', async () => {
    const { store } = await SettingsStore.open(path)
    expect(store.value.queuesToMake).toEqual(['demo'])
    const { queuesToMake: _, ...previous } = store.value
    await writeFile(path, JSON.stringify(previous))
    const again = await SettingsStore.open(path)
    expect(again.quarantinedPath).toBeNull()
    expect(again.store.value.queuesToMake).toEqual([])
  })

  it('keeps the last of several concurrent changes', async () => {
    const { store } = await SettingsStore.open(path)
    await Promise.all([1, 2, 3].map((port) => store.change({ localPort: port })))
    const again = await SettingsStore.open(path)
    expect(again.store.value.localPort).toBe(3)
  })

  it('quarantines a damaged file and starts with the defaults', async () => {
    await writeFile(path, '{"version": 1, "theme": "pu')
    const { store, quarantinedPath } = await SettingsStore.open(path)
    expect(store.value.theme).toBe('system')
    expect(await readFile(quarantinedPath ?? '', 'utf8')).toContain('"pu')
  })

  it('quarantines a file that contains keys', async () => {
    const { store } = await SettingsStore.open(path)
    const withKeys = {
      ...store.value,
      connections: [{ ...store.value.connections[0], secretAccessKey: 'x' }],
    }
    await writeFile(path, JSON.stringify(withKeys))
    expect((await SettingsStore.open(path)).quarantinedPath).not.toBeNull()
  })

  it('loads settings from the previous version, even with an availability zone as the region', async () => {
    const { store } = await SettingsStore.open(path)
    const previous = {
      ...store.value,
      connections: [
        ...store.value.connections,
        { kind: 'profile', id: 'p', label: 'Work', region: 'eu-west-1a', queues: [], profile: 'work' },
        {
          kind: 'endpoint',
          id: 'e',
          label: 'Lab',
          region: 'us-east-1',
          queues: [],
          s3Endpoint: 'https://S3.lab.example/',
          sqsEndpoint: 'http://localhost:9324',
        },
      ],
    }
    await writeFile(path, JSON.stringify(previous))
    const again = await SettingsStore.open(path)
    expect(again.quarantinedPath).toBeNull()
    const choices = { bucketRegion: null, allowUnencrypted: false, caFile: null }
    expect(again.store.value.connections.slice(1)).toMatchObject([
      { ...choices, region: 'eu-west-1a' },
      { ...choices, s3Endpoint: 'https://s3.lab.example' },
    ])
  })
})
