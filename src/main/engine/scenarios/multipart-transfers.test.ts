import { partSize } from '../testing/small-parts.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Transfer } from '../../../shared/files/transfers.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { MemoryMultipartJournal } from '../testing/memory-multipart-journal.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import type { MultipartUploadRecord } from '../uploads/multipart-journal.ts'
import { noJournal } from '../transfers/transfer-journal.ts'
import { MemoryUploadJournal } from '../testing/memory-upload-journal.ts'
import { until } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

const eighth = partSize / 8
let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue
let path: string
let bytes: Buffer
let uploads: MemoryUploadJournal
let multipart: MemoryMultipartJournal
let transfers: Transfers
/** The number of requests before the test. */
let before: number

beforeAll(async () => {
  servers = await startServers()
  // Like AWS, fauxqs stores nothing if an upload breaks off.
  proxy = await startScriptedProxy(servers.sqsEndpoint)
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  const config = { name: `q-${randomUUID().slice(0, 8)}`, layout: 'single', statuses: ['pending'] } as const
  const clients = servers.clients({ s3Endpoint: proxy.endpoint })
  queue = new JobQueue({ config: { ...config, statuses: [...config.statuses] }, clients })
  await queue.ensure()
  path = join(servers.folder, randomUUID())
  bytes = randomBytes(60 * eighth)
  await writeFile(path, bytes)
  uploads = new MemoryUploadJournal()
  multipart = new MemoryMultipartJournal()
  transfers = newTransfers()
  before = proxy.requests.length
})
afterEach(() => transfers.close())

function newTransfers(): Transfers {
  return new Transfers({
    journal: { ...noJournal, uploads, multipart },
    connections: { queueOn: () => queue, circuitFor: () => null },
  })
}

function submit(): string {
  const request = {
    queue,
    connectionId: 'local',
    path,
    name: 'film.mov',
    fields: {},
    bytesTotal: bytes.length,
  }
  return transfers.submit(request)
}

/** Calls `run` once the server has confirmed two parts. */
function afterTwoParts(run: () => void): void {
  const note = multipart.part.bind(multipart)
  multipart.part = (uploadId, part) => {
    note(uploadId, part)
    if (multipart.uploads.get(uploadId)?.parts.length !== 2) return
    multipart.part = note
    run()
  }
}

/** Returns how often each of these confirmed parts was sent. */
function timesSent(confirmed: readonly number[]): number[] {
  return confirmed.map((number) => sentParts().filter((part) => part === number).length)
}

function confirmedParts(): number[] {
  return [...multipart.uploads.values()].flatMap(({ parts }) => parts.map(({ number }) => number))
}

/** Returns the numbers of the parts that were sent, sorted. */
function sentParts(): number[] {
  const urls = proxy.requests.slice(before).filter((request) => request.startsWith('PUT'))
  const numbers = urls.map((url) => Number(/partNumber=(\d+)/.exec(url)?.[1]))
  return numbers.toSorted((a, b) => a - b)
}

function aborts(): number {
  return proxy.requests.slice(before).filter((request) => /^DELETE .*uploadId=/.test(request)).length
}

function find(id: string): Transfer | undefined {
  return transfers.snapshot().transfers.find((one) => one.id === id)
}

function onlyUpload(): MultipartUploadRecord {
  const [first] = multipart.uploads.values()
  if (first === undefined || multipart.uploads.size !== 1) throw new Error('There is not exactly one upload.')
  return first.upload
}

async function paused(): Promise<string> {
  const id = submit()
  afterTwoParts(() => transfers.pause(id))
  await until(transfers, () => find(id)?.state === 'paused')
  return id
}

test('a paused upload continues with the parts on the server', async () => {
  const id = await paused()
  const confirmed = confirmedParts()
  transfers.resume(id)
  const { transfer } = await transfers.finished(id)
  expect(transfer).toMatchObject({ state: 'done', bytesDone: bytes.length, note: null })
  expect(new Set(sentParts()).size).toBe(Math.ceil(bytes.length / partSize))
  expect(new Set(timesSent(confirmed))).toEqual(new Set([1]))
  expect((await buffer((await queue.retrieve('in', transfer.key ?? '')).stream)).equals(bytes)).toBe(true)
  expect(multipart.uploads.size).toBe(0)
})

test('the next session continues an upload with the parts on the server', async () => {
  const id = await paused()
  await transfers.close()
  const confirmed = confirmedParts()
  const plan = uploads.plans.get(id)
  if (plan === undefined) throw new Error('It was not planned.')
  transfers = newTransfers()
  transfers.recover({ uploads: [{ ...plan, step: 'planned' }] })
  expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'done', note: null })
  expect(confirmed.length).toBeGreaterThanOrEqual(2)
  expect(new Set(timesSent(confirmed))).toEqual(new Set([1]))
})

test('an upload starts over and reports it if its file has changed', async () => {
  const id = await paused()
  bytes = randomBytes(40 * eighth)
  await writeFile(path, bytes)
  transfers.resume(id)
  const { transfer } = await transfers.finished(id)
  expect(transfer).toMatchObject({ state: 'done', bytesTotal: bytes.length })
  expect(transfer.note).toContain('started over')
  expect((await buffer((await queue.retrieve('in', transfer.key ?? '')).stream)).equals(bytes)).toBe(true)
  expect(aborts()).toBe(1)
})

test('cancelling an upload removes its parts from the server, even if it is paused', async () => {
  const id = await paused()
  transfers.cancel(id)
  await transfers.finished(id)
  expect(aborts()).toBe(1)
  const running = submit()
  multipart.part = () => transfers.cancel(running)
  expect((await transfers.finished(running)).transfer.state).toBe('cancelled')
  expect(aborts()).toBe(2)
  expect(multipart.uploads.size).toBe(0)
  expect((await queue.list('in')).objects).toEqual([])
})

test('abandoned parts are removed once their connection is ready', async () => {
  await paused()
  const abandoned = onlyUpload()
  const gone = { ...abandoned, uploadId: 'gone-already' }
  multipart.abandoned = async () => [gone, abandoned]
  await transfers.close()
  transfers = newTransfers()
  const ended = new Promise<void>((resolve) => {
    const { end } = multipart
    multipart.end = async (uploadId) => {
      await end.call(multipart, uploadId)
      if (uploadId === abandoned.uploadId) resolve()
    }
  })
  transfers.resumeConnection('local')
  expect(aborts()).toBe(0)
  transfers.resumeConnection('local', queue)
  await ended
  expect(aborts()).toBe(2)
  expect(multipart.uploads.size).toBe(0)
})

test("a result's parts are kept while it is being sent", async () => {
  const of = { kind: 'result', queue: queue.config.name, direction: 'out', claimId: 'claim' } as const
  const tracked = transfers.track({ ...of, connectionId: 'local', name: 'film.mov', bytesTotal: null })
  const asked: string[] = []
  multipart.abandoned = async () => {
    asked.push('abandoned')
    const of = { transferId: tracked.id, connectionId: 'local', bucket: queue.names.bucket('out'), key: 'k' }
    return [{ ...of, uploadId: 'u', partSize, file: { size: 1, mtimeMs: 1, ino: 1 }, createdAt: 1 }]
  }
  const ended = new Promise<string>((resolve) => {
    multipart.end = async (uploadId) => resolve(uploadId)
  })
  transfers.resumeConnection('local', queue)
  await vi.waitFor(() => expect(asked).toHaveLength(1))
  await queue.list('in')
  expect(aborts()).toBe(0)
  tracked.fail(new EngineError('CANCELLED'))
  transfers.resumeConnection('local', queue)
  expect(await ended).toBe('u')
  expect(aborts()).toBe(1)
})
