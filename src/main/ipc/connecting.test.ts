import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { endpointUrl, newConnection } from '../../shared/connections/connections.ts'
import { Connections } from '../connections/connections.ts'
import { SettingsStore } from '../connections/stores/settings-store.ts'
import { Harness, keys } from '../local-service/testing/harness.ts'

const demo = { name: 'demo', layout: 'in-out', statuses: ['pending'] } as const

let serverFolder: string
let server: Harness
let endpoint: string
beforeAll(async () => {
  serverFolder = await mkdtemp(join(tmpdir(), 'remotejob-connecting-'))
  server = new Harness(serverFolder)
  endpoint = await server.ready()
})
afterAll(async () => {
  await server.service.stop()
  await rm(serverFolder, { recursive: true, force: true })
})

let folder: string
let connections: Connections
let switches: string[]
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-connecting-'))
  const { store } = await SettingsStore.open(join(folder, 'settings.json'))
  switches = []
  connections = new Connections({
    settings: store,
    local: () => ({ endpoint, keys }),
  })
  connections.onSwitch((id) => switches.push(id))
})
afterEach(async () => {
  await connections.close(0)
  await rm(folder, { recursive: true, force: true })
})

function stateOf(id: string) {
  const found = connections.snapshot().connections.find((connection) => connection.id === id)
  return [found?.state, found?.error?.code]
}

async function addEndpoint(address: string): Promise<string> {
  const added = {
    kind: 'endpoint',
    label: 'Other',
    region: 'us-west-1',
    s3Endpoint: address,
    sqsEndpoint: address,
  } as const
  return connections.add(newConnection.parse(added))
}

describe('Connections', () => {
  it('are ready once the server has responded, and create the demo queue on Local', async () => {
    await connections.connect('local')
    expect(stateOf('local')).toEqual(['ready', undefined])
    expect((await connections.queue('demo').describe()).every(({ state }) => state === 'exists')).toBe(true)
  })

  it('do not recreate what was deleted on Local, even after a restart', async () => {
    const sqs = server.sqs(endpoint)
    await connections.connect('local')
    const queue = connections.queue('demo')
    const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: 'demo-completed' }))
    await sqs.send(new DeleteQueueCommand({ QueueUrl }))
    const missing = async (): Promise<string[]> =>
      (await queue.describe()).flatMap(({ name, state }) => (state === 'exists' ? [] : [name]))
    await connections.connect('local')
    expect(await missing()).toEqual(['demo-completed'])
    await connections.close(0)
    const { store } = await SettingsStore.open(join(folder, 'settings.json'))
    connections = new Connections({ settings: store, local: () => ({ endpoint, keys }) })
    await connections.connect('local')
    expect(stateOf('local')).toEqual(['ready', undefined])
    expect(await connections.queue('demo').describe()).toContainEqual(
      expect.objectContaining({ name: 'demo-completed', state: 'missing' }),
    )
    // The user can still create it.
    await connections.queue('demo').ensure()
    expect((await connections.queue('demo').describe()).every(({ state }) => state === 'exists')).toBe(true)
    sqs.destroy()
  })

  it('fail with the reason: no server is listening, or the keys are wrong or missing', async () => {
    const nowhere = await addEndpoint('http://127.0.0.1:9')
    await connections.connect(nowhere)
    expect(stateOf(nowhere)).toEqual(['failed', 'CREDENTIALS'])
    await connections.keys.set(nowhere, keys)
    await connections.connect(nowhere)
    expect(stateOf(nowhere)).toEqual(['reconnecting', 'CONNECTION_REFUSED'])

    const wrong = await addEndpoint(endpoint)
    await connections.keys.set(wrong, { ...keys, secretAccessKey: 'x'.repeat(40) })
    await connections.connect(wrong)
    expect(stateOf(wrong)).toEqual(['failed', 'CREDENTIALS'])
  })

  it('keep their job queues when the keys change', async () => {
    const id = await addEndpoint(endpoint)
    await connections.keys.set(id, keys)
    await connections.activate(id)
    await connections.addQueue(connections.requireActive(), { ...demo, statuses: [...demo.statuses] })
    const queue = connections.queue('demo')
    await queue.ensure()

    await connections.keys.set(id, { ...keys, secretAccessKey: 'x'.repeat(40) })
    await connections.connect(id)
    await expect(queue.submit({ body: 'x' })).rejects.toMatchObject({ code: 'CREDENTIALS' })
    expect(() => connections.requireActive()).toThrowError(expect.objectContaining({ code: 'CREDENTIALS' }))

    await connections.keys.set(id, keys)
    await connections.connect(id)
    expect(connections.queue('demo')).toBe(queue)
    await expect(queue.submit({ body: 'x' })).resolves.toMatchObject({ key: expect.any(String) })
  })

  it('leave the previous connection at once, before the next one is ready', async () => {
    await connections.connect('local')
    const id = await addEndpoint('http://127.0.0.1:9')
    const activating = connections.activate(id)
    await activating
    expect(switches).toEqual([id])
    expect(connections.active).toBeNull()
    expect(() => connections.queue('demo')).toThrowError(expect.objectContaining({ code: 'CREDENTIALS' }))
  })

  it('keep the state of the newest attempt, even if an older one finishes later', async () => {
    const id = await addEndpoint(endpoint)
    await connections.keys.set(id, { ...keys, secretAccessKey: 'x'.repeat(40) })
    const first = connections.connect(id)
    await connections.keys.set(id, keys)
    await Promise.all([connections.connect(id), first])
    expect(stateOf(id)).toEqual(['ready', undefined])
  })
})

describe('endpointUrl', () => {
  it.each([
    'http://localhost:99999',
    'https://host:port',
    'https://:9000',
    'https://[',
    'https://minio:99999/',
    'http://example.com',
    'https://user@host',
    'ftp://host',
  ])('rejects %s', (address) => {
    expect(endpointUrl.safeParse(address).success).toBe(false)
  })

  it.each([
    'http://127.0.0.1:9000',
    'http://localhost',
    'https://s3.example.org',
    'https://minio:9000/',
    'http://[::1]:9000',
  ])('accepts %s', (address) => {
    expect(endpointUrl.safeParse(address).success).toBe(true)
    expect(URL.canParse(address)).toBe(true)
  })
})
