import { mkdir, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
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

  it.each<[what: string, change: object]>([
    ['a newer version with more settings', { version: 2, theme: 'dark', soundsOnDone: true }],
    ['a wrong value', { theme: 'dark', pollBudgetPerHour: 'many', raisedAlarms: [{ at: null }] }],
    ['a value that is missing', { theme: 'dark', localPort: undefined }],
  ])('keeps the connections and all readable settings of a file with %s', async (_what, change) => {
    const written = { ...(await workSettings()), ...change }
    await writeFile(path, JSON.stringify(written))
    const { store, quarantinedPath } = await SettingsStore.open(path)
    expect(store.value).toMatchObject({ theme: 'dark', activeConnectionId: 'p' })
    expect(store.value.connections.map(({ id }) => id)).toEqual(['local', 'p'])
    expect(JSON.parse(await readFile(quarantinedPath ?? '', 'utf8'))).toEqual(
      JSON.parse(JSON.stringify(written)),
    )
    const again = await SettingsStore.open(path)
    expect(again).toMatchObject({ quarantinedPath: null, store: { value: store.value } })
  })

  it('keeps every connection and queue that it can read', async () => {
    const written = await workSettings()
    const [local, work] = written.connections
    const queues = [
      { name: 'scans', layout: 'in-out', statuses: ['pending'], priority: 1 },
      { name: 'ocr', layout: 'ring', statuses: ['pending'] },
    ]
    const connections = [
      { ...work, queues, secretAccessKey: 'x' },
      // A wrong value must not turn the protection off.
      { ...work, id: 'q', isReadOnly: 'yes' },
      { ...local, id: 'z', kind: 'azure' },
      'p',
      null,
    ]
    await writeFile(path, JSON.stringify({ ...written, activeConnectionId: 'q', connections }))
    const { store } = await SettingsStore.open(path)
    expect(store.value.activeConnectionId).toBe('local')
    expect(store.value.connections.map(({ id }) => id)).toEqual(['local', 'p'])
    expect(store.value.connections[1]?.queues.map(({ name }) => name)).toEqual(['scans'])
    expect(await readFile(path, 'utf8')).not.toContain('secretAccessKey')
  })

  it('starts with the defaults if the file cannot be read', async () => {
    await mkdir(path)
    const { store, quarantinedPath } = await SettingsStore.open(path)
    expect(store.value.theme).toBe('system')
    expect((await stat(quarantinedPath ?? '')).isDirectory()).toBe(true)
    await store.change({ theme: 'dark' })
    expect((await SettingsStore.open(path)).store.value.theme).toBe('dark')
  })
})

/** Settings with a connection besides Local. */
async function workSettings() {
  const { store } = await SettingsStore.open(join(folder, 'other.json'))
  const work = {
    kind: 'profile',
    id: 'p',
    label: 'Work',
    region: 'eu-west-1',
    queues: [],
    profile: 'work',
    isReadOnly: true,
  }
  return { ...store.value, activeConnectionId: 'p', connections: [...store.value.connections, work] }
}
