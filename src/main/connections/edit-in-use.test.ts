import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { editedConnection, newConnection } from '../../shared/connections/connections.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import type { Job, JobQueue } from '../engine/job-queue/job-queue.ts'
import { expectCode } from '../engine/testing/expect-code.ts'
import { type ScriptedProxy, s3Error, startScriptedProxy } from '../engine/testing/proxies/scripted-proxy.ts'
import { startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import { Connections } from './connections.ts'
import { SettingsStore } from './stores/settings-store.ts'

const config = { name: 'used', layout: 'in-out' as const, statuses: ['pending', 'inprogress', 'completed'] }

let servers: TestServers
let s3: ScriptedProxy
let sqs: ScriptedProxy
let folder: string
let connections: Connections
let id: string
let queue: JobQueue
let job: Job

beforeAll(async () => {
  servers = await startServers()
  s3 = await startScriptedProxy(servers.s3Endpoint)
  sqs = await startScriptedProxy(servers.sqsEndpoint)
})
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-edit-'))
  const { store } = await SettingsStore.open(join(folder, 'settings.json'))
  connections = new Connections({ settings: store, local: () => null })
  id = await connections.add(newConnection.parse(form()))
  await connections.keys.set(id, testKeys)
  await connections.activate(id)
  await connections.addQueue(connections.requireActive(), config)
  queue = connections.queue(config.name)
  await queue.ensure()
  await queue.submit({ body: 'x' })
  const received = await queue.next('pending')
  if (received === null) throw new Error('No job arrived.')
  job = received
})
afterEach(async () => {
  s3.reset()
  await connections.close(0)
  await rm(folder, { recursive: true, force: true })
})
afterAll(async () => {
  await s3.stop()
  await sqs.stop()
  await servers.stop()
})

const form = () => ({
  kind: 'endpoint',
  label: 'Other',
  region: 'us-west-1',
  s3Endpoint: s3.endpoint,
  sqsEndpoint: sqs.endpoint,
})
const edit = (changes: object): Promise<void> =>
  connections.edit(id, editedConnection.parse({ ...form(), ...changes }))
const renew = async () => (await queue.renewBatch([{ job, leaseSeconds: 30 }]))[0]

/** Starts an upload. The server asks the client to retry in 0.3 s. */
async function upload(): Promise<{ readonly ended: Promise<unknown> }> {
  const headers = { 'retry-after': '0.3' }
  s3.respond(({ method }) => method === 'PUT', { status: 503, headers, body: s3Error('SlowDown') })
  const before = s3.requests.length
  // Once without the SDK, then with it.
  const ended = queue.store('in', { body: 'x' }).catch((error: unknown) => error)
  await expect.poll(() => s3.requests.length, { interval: 5 }).toBe(before + 2)
  return { ended }
}

describe.each(['active', 'not active'])('a connection in use that is %s', (where) => {
  beforeEach(async () => {
    if (where === 'not active') await connections.activate('local')
  })

  test('sends no changes once it is read-only', async () => {
    expect(await renew()).not.toBeInstanceOf(EngineError)
    const { ended } = await upload()
    await edit({ isReadOnly: true })
    const sent = [s3.requests.length, sqs.requests.length]
    s3.reset()
    expect(await ended).toBeInstanceOf(EngineError)
    expect(await renew()).toMatchObject({ code: 'READ_ONLY' })
    await expectCode(queue.submit({ body: 'y' }), 'READ_ONLY')
    expect(s3.requests.slice(sent[0]).filter((line) => !/^(?:GET|HEAD)/.test(line))).toEqual([])
    // The renewal sends nothing. The submit looks up its queue's URL.
    expect(sqs.requests.length - (sent[1] ?? 0)).toBeLessThanOrEqual(1)
  })

  test('signs nothing with forgotten keys', async () => {
    const session = connections.readySessions.find(({ connectionId }) => connectionId === id)
    const { ended } = await upload()
    await connections.keys.forget(id)
    const sent = [s3.requests.length, sqs.requests.length]
    s3.reset()
    expect(await ended).toMatchObject({ code: 'CREDENTIALS' })
    expect(await renew()).toMatchObject({ code: 'CREDENTIALS' })
    await expectCode(queue.submit({ body: 'y' }), 'CREDENTIALS')
    await expectCode(queue.list('in'), 'CREDENTIALS')
    await expect(session?.keys()).rejects.toMatchObject({ code: 'CREDENTIALS' })
    expect([s3.requests.slice(sent[0]), sqs.requests.slice(sent[1])]).toEqual([[], []])
  })

  test('continues with new keys', async () => {
    await connections.keys.forget(id)
    await connections.keys.set(id, testKeys)
    await connections.connect(id)
    expect(await renew()).not.toBeInstanceOf(EngineError)
  })

  test('keeps its clients when only its name changes', async () => {
    const before = connections.readySessions.find(({ connectionId }) => connectionId === id)?.clients
    await edit({ label: 'Renamed' })
    await connections.connect(id)
    expect(connections.readySessions.find(({ connectionId }) => connectionId === id)?.clients).toBe(before)
  })
})
