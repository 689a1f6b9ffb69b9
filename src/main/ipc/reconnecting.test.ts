import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer as createTlsServer } from 'node:https'
import { createServer, type AddressInfo, type Server } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Connection } from '../../shared/connections/connections.ts'
import { connectionsSnapshot, newConnection } from '../../shared/connections/connections.ts'
import { Connections } from '../connections/connections.ts'
import { SettingsStore } from '../connections/stores/settings-store.ts'
import { EngineError } from '../engine/errors/engine-error.ts'
import { Emitter } from '../engine/async/emitter.ts'
import { startScriptedProxy, type ScriptedProxy } from '../engine/testing/proxies/scripted-proxy.ts'
import { startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import { selfSigned } from '../engine/testing/proxies/self-signed.ts'
import { manualClock, type ManualClock } from '../engine/testing/manual-clock.ts'

let servers: TestServers
let proxy: ScriptedProxy
beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

let folder: string
let clock: ManualClock
let changed: Emitter
let connections: Connections
let ready: string[]
let id: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-reconnecting-'))
  const { store } = await SettingsStore.open(join(folder, 'settings.json'))
  clock = manualClock()
  changed = new Emitter()
  ready = []
  connections = new Connections({
    settings: store,
    local: () => null,
    circuit: { now: clock.now, after: clock.after, random: () => 1 },
  })
  connections.onChange(() => changed.emit())
  connections.onReady((session) => ready.push(session.connectionId))
  id = await addEndpoint(proxy.endpoint)
})
afterEach(async () => {
  proxy.reset()
  await connections.close(0)
  await rm(folder, { recursive: true, force: true })
})

async function addEndpoint(sqsEndpoint: string): Promise<string> {
  const common = { kind: 'endpoint', label: 'Other', region: 'us-west-1' }
  const added = await connections.add(
    newConnection.parse({ ...common, s3Endpoint: servers.s3Endpoint, sqsEndpoint }),
  )
  await connections.keys.set(added, testKeys)
  return added
}

async function listening(server: Server): Promise<number> {
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  return (server.address() as AddressInfo).port
}

function shown(): Connection {
  const snapshot = connectionsSnapshot.parse(connections.snapshot())
  const found = snapshot.connections.find((connection) => connection.id === id)
  if (found === undefined) throw new Error('no such connection')
  return found
}

async function until(holds: () => boolean): Promise<void> {
  while (!holds()) {
    await new Promise<void>((resolve) => {
      const stop = changed.on(() => {
        stop()
        resolve()
      })
    })
  }
}

function fail(status = 500, type = 'InternalError'): void {
  proxy.respond(() => true, { status, body: JSON.stringify({ __type: `com.amazonaws.sqs#${type}` }) })
}

test('shows an outage at startup with the time of the next attempt, and recovers automatically', async () => {
  fail()
  await connections.activate(id)
  expect(shown()).toMatchObject({
    state: 'reconnecting',
    error: { code: 'SERVICE', message: expect.stringContaining('HTTP 500') as string },
    retryAt: clock.now() + 1_000,
  })
  // Work can be accepted for later.
  expect(connections.active?.connectionId).toBe(id)
  expect(ready).toEqual([id])

  await clock.pass(1_000)
  await until(() => shown().retryAt !== null)
  expect(shown().retryAt).toBe(clock.now() + 2_000)
  proxy.reset()
  await clock.pass(2_000)
  await until(() => shown().state === 'ready')
  expect(shown()).toMatchObject({ error: null, retryAt: null })
})

test('probes a reported outage with one cheap request at a time, and sends no work', async () => {
  await connections.activate(id)
  const circuit = connections.circuitFor(id)
  fail(400, 'ExpiredToken')
  const before = proxy.requests.length
  circuit?.report(new EngineError('CONNECTION_BROKEN'))
  expect(shown()).toMatchObject({ state: 'reconnecting', error: { code: 'CONNECTION_BROKEN' } })
  const passedAs: unknown[] = []
  const waiting = [1, 2, 3].map(async () => {
    await circuit?.pass(AbortSignal.timeout(60_000))
    passedAs.push(circuit?.state().state)
  })
  await clock.pass(1_000)
  await until(() => shown().error?.code === 'CREDENTIALS_EXPIRED')
  expect(proxy.requests.length - before).toBe(1)
  proxy.reset()
  await clock.pass(2_000)
  await Promise.all(waiting)
  expect(passedAs).toEqual(['closed', 'closed', 'closed'])
  expect(proxy.requests.length - before).toBe(2)
})

test('probes at once when the user asks, the computer wakes up or the network comes back', async () => {
  await connections.activate(id)
  for (const act of [() => connections.tryNow(id), () => connections.onResume()]) {
    connections.circuitFor(id)?.report(new EngineError('OFFLINE'))
    expect(shown().state).toBe('reconnecting')
    act()
    await until(() => shown().state === 'ready')
  }
})

test('fails without waiting when the server is back but rejects the keys', async () => {
  await connections.activate(id)
  fail(403, 'InvalidClientTokenId')
  connections.circuitFor(id)?.report(new EngineError('CONNECTION_REFUSED'))
  await clock.pass(1_000)
  await until(() => shown().state === 'failed')
  expect(shown()).toMatchObject({ error: { code: 'CREDENTIALS' }, retryAt: null })
  const asked = proxy.requests.length
  await clock.pass(120_000)
  expect(proxy.requests).toHaveLength(asked)
})

test('probes a connection that is not on screen too, because its queues are read', async () => {
  await connections.activate(id)
  const circuit = connections.circuitFor(id)
  circuit?.report(new EngineError('CONNECTION_REFUSED'))
  await connections.activate('local')
  const passing = circuit?.pass(AbortSignal.timeout(60_000)).then(() => circuit.state().state)
  await clock.pass(1_000)
  expect(await passing).toBe('closed')
  expect(connections.circuitFor('nobody')).toBeNull()
})

test.each([
  [503, 'ServiceUnavailable', 'THROTTLED'],
  [400, 'ThrottlingException', 'THROTTLED'],
  [403, 'ExpiredToken', 'CREDENTIALS_EXPIRED'],
  [403, 'RequestTimeTooSkewed', 'CLOCK_SKEW'],
])('shows %i %s as %s', async (status, type, code) => {
  fail(status, type)
  await connections.activate(id)
  expect(shown()).toMatchObject({ state: 'reconnecting', error: { code } })
})

const broken = (): Server => createServer((socket) => socket.once('data', () => socket.resetAndDestroy()))
const untrusted = (): Server => createTlsServer(selfSigned, (_request, response) => response.end())

test.each([
  ['a connection that is reset', 'http', broken, ['CONNECTION_BROKEN']],
  ['an untrusted certificate', 'https', untrusted, ['TLS_FAILED']],
  ['an unknown host name', 'https', null, ['DNS_FAILED', 'OFFLINE']],
] as const)('%s is shown with its code and a hint', async (_what, scheme, make, codes) => {
  const server = make?.()
  const host = server === undefined ? 'sqs.remotejob.invalid' : `127.0.0.1:${await listening(server)}`
  id = await addEndpoint(`${scheme}://${host}`)
  await connections.activate(id)
  server?.close()
  const { state, error, retryAt } = shown()
  expect(state).toBe('reconnecting')
  expect(codes).toContain(error?.code)
  expect(error?.hint).toMatch(/\.$/)
  expect(retryAt).not.toBeNull()
})
