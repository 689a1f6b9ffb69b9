import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { type ScriptedProxy, s3Error, startScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { type ManualClock, manualClock } from '../testing/manual-clock.ts'
import { noConnections } from '../transfers/connection-lookup.ts'
import { noJournal } from '../transfers/transfer-journal.ts'
import { MemoryUploadJournal } from '../testing/memory-upload-journal.ts'
import { startBench, until } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let s3: ScriptedProxy
let sqs: ScriptedProxy
/** The job queue over the proxies, and the same one without them. */
let queue: JobQueue
let direct: JobQueue
let folder: string
let clock: ManualClock
let circuit: CircuitBreaker
let journal: MemoryUploadJournal
let transfers: Transfers

beforeAll(async () => {
  bench = await startBench()
  s3 = await startScriptedProxy(bench.servers.s3Endpoint)
  sqs = await startScriptedProxy(bench.servers.sqsEndpoint)
})
afterAll(async () => {
  await Promise.all([s3.stop(), sqs.stop()])
  await bench.stop()
})
beforeEach(async () => {
  direct = await bench.queue()
  const clients = bench.servers.clients({ s3Endpoint: s3.endpoint, sqsEndpoint: sqs.endpoint })
  queue = new JobQueue({ config: direct.config, clients })
  folder = await mkdtemp(join(bench.servers.folder, 'outage-'))
  clock = manualClock()
  circuit = new CircuitBreaker({ now: clock.now, after: clock.after, random: () => 0.5 })
  journal = new MemoryUploadJournal()
  transfers = new Transfers({
    journal: { ...noJournal, uploads: journal },
    connections: {
      ...noConnections,
      circuitFor: (connectionId) => (connectionId === 'away' ? circuit : null),
    },
    smallSlots: 2,
  })
})
afterEach(async () => {
  s3.reset()
  sqs.reset()
  await transfers.close()
})

async function submit(name: string, connectionId = 'away'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, name)
  return transfers.submit({ queue, connectionId, path, name, fields: {}, bytesTotal: name.length })
}

const names = ['a', 'b', 'c', 'd', 'e', 'f']

function submitAll(): Promise<string[]> {
  return Promise.all(names.map((name) => submit(name)))
}

function putsOf(proxy: ScriptedProxy): number {
  return proxy.requests.filter((line) => line.startsWith('PUT')).length
}

function stateOf(id: string): string | undefined {
  return transfers.snapshot().transfers.find((one) => one.id === id)?.state
}

const unwell = { status: 503, body: s3Error('ServiceUnavailable') }

test('transfers wait for their connection and continue automatically', async () => {
  s3.respond(({ method }) => method === 'PUT', unwell)
  const ids = await submitAll()
  await until(transfers, () => transfers.snapshot().counts.reconnecting === 2)
  expect(transfers.snapshot().counts).toMatchObject({ waiting: 4, failed: 0 })
  const reconnecting = transfers.snapshot().transfers.find(({ state }) => state === 'reconnecting')
  expect(reconnecting?.error).toMatchObject({ retryable: true })
  expect(circuit.state()).toMatchObject({ state: 'open', failures: 1 })

  // Only one transfer tests the connection.
  const opened = new Promise<void>((resolve) =>
    circuit.onChange(() => circuit.state().failures === 2 && resolve()),
  )
  await clock.pass(60_000)
  await opened
  expect(transfers.snapshot().counts).toMatchObject({ failed: 0, done: 0 })
  const puts = putsOf(s3)
  s3.reset()
  await clock.pass(60_000)
  const ends = await Promise.all(ids.map((id) => transfers.finished(id)))
  expect(ends.map(({ transfer }) => transfer.state)).toEqual(names.map(() => 'done'))
  expect(putsOf(s3) - puts).toBe(6)
  expect((await direct.depths())['pending']?.visible).toBe(6)
  expect(circuit.state().state).toBe('closed')
  expect(journal.steps).not.toContain('failed')
})

test('a stored file waits with its message and is not uploaded again', async () => {
  sqs.respond(() => true, unwell)
  const id = await submit('cat.jpg')
  await until(transfers, () => stateOf(id) === 'reconnecting')
  expect(journal.steps).toEqual(['planned', 'stored'])
  const puts = putsOf(s3)
  sqs.reset()
  circuit.tryNow()
  expect((await transfers.finished(id)).transfer.state).toBe('done')
  expect(putsOf(s3)).toBe(puts)
  expect((await direct.depths())['pending']?.visible).toBe(1)
})

test('a queue that does not exist is not an outage', async () => {
  const QueueName = direct.names.queue('pending')
  const { sqs: client } = bench.servers.clients()
  const { QueueUrl } = await client.send(new GetQueueUrlCommand({ QueueName }))
  await client.send(new DeleteQueueCommand({ QueueUrl }))
  const { transfer } = await transfers.finished(await submit('cat.jpg'))
  expect(transfer).toMatchObject({ state: 'stored', error: { code: 'QUEUE_NOT_FOUND' } })
  expect(circuit.state().state).toBe('closed')
})

test('an outage of one connection does not block another', async () => {
  circuit.report(new EngineError('NETWORK'))
  const away = await submit('away')
  const home = await submit('home', 'home')
  expect((await transfers.finished(home)).transfer.state).toBe('done')
  expect(stateOf(away)).toBe('waiting')
})

test('a cancelled or paused probe is replaced by the next transfer', async () => {
  circuit.report(new EngineError('NETWORK'))
  const [first, second, third] = [await submit('first'), await submit('second'), await submit('third')]
  await transfers.planned()
  let stop = 0
  const { store } = queue
  queue.store = async (...args) => {
    if (stop === 0) transfers.pause(first)
    if (stop === 1) transfers.cancel(second)
    stop += 1
    return store.apply(queue, args)
  }
  circuit.tryNow()
  expect((await transfers.finished(third)).transfer.state).toBe('done')
  expect((await transfers.finished(second)).transfer.state).toBe('cancelled')
  expect(stateOf(first)).toBe('paused')
  transfers.resume(first)
  expect((await transfers.finished(first)).transfer.state).toBe('done')
})

test('a transfer that waits for its connection can be paused, and closing leaves it to the next session', async () => {
  s3.respond(({ method }) => method === 'PUT', unwell)
  const [kept, paused] = [await submit('kept'), await submit('paused')]
  await until(transfers, () => transfers.snapshot().counts.reconnecting === 2)
  transfers.pause(paused)
  await transfers.close()
  expect(stateOf(kept)).toBe('interrupted')
  expect(stateOf(paused)).toBe('paused')
  expect(journal.steps).toEqual(['planned', 'planned', 'paused'])
})
