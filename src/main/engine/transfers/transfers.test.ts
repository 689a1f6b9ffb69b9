import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { CreateQueueCommand, DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { transfersSnapshot } from '../../../shared/files/transfers.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { noJournal } from './transfer-journal.ts'
import { expectCode } from '../testing/expect-code.ts'
import { MemoryUploadJournal } from '../testing/memory-upload-journal.ts'
import { startBench, until } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { Transfers } from './transfers.ts'

let bench: TestBench
let clients: EngineClients
let queue: JobQueue
let folder: string
let journal: MemoryUploadJournal
let transfers: Transfers
/** The connection's job queue, or `null` while it is not ready. */
let connected: JobQueue | null

beforeAll(async () => {
  bench = await startBench()
  clients = bench.servers.clients()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  folder = await mkdtemp(join(bench.servers.folder, 'transfers-'))
  journal = new MemoryUploadJournal()
  connected = null
  transfers = new Transfers({
    journal: { ...noJournal, uploads: journal },
    connections: { queueOn: () => connected, circuitFor: () => null },
  })
})
afterEach(() => transfers.close())

async function file(name: string, bytes: Uint8Array): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, bytes)
  return path
}

function request(path: string, name = 'cat.jpg') {
  return { queue, connectionId: 'local', path, name, fields: {}, bytesTotal: null }
}

async function objects(): Promise<string[]> {
  return (await queue.list('in')).objects.map(({ key }) => key)
}

async function pendingCount(): Promise<number> {
  return (await queue.depths())['pending']?.visible ?? 0
}

function stateOf(id: string): string | undefined {
  return transfersSnapshot.parse(transfers.snapshot()).transfers.find((one) => one.id === id)?.state
}

function over(): Promise<never> {
  return Promise.reject(new EngineError('CREDENTIALS', 'This session is over.'))
}

/** Deletes the pending queue, so that no message can be sent. Returns a function that creates it again. */
async function withoutQueue(): Promise<() => Promise<unknown>> {
  const QueueName = queue.names.queue('pending')
  const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }))
  await clients.sqs.send(new DeleteQueueCommand({ QueueUrl }))
  return () => clients.sqs.send(new CreateQueueCommand({ QueueName }))
}

test('turns a file into a job and records each step before the next', async () => {
  const bytes = randomBytes(3_000_000)
  const id = transfers.submit(request(await file('cat.jpg', bytes), 'Die Kätzin – 猫'))
  expect(stateOf(id)).toBe('waiting')
  const { transfer } = await transfers.finished(id)
  expect(transfer).toMatchObject({ state: 'done', bytesDone: 3_000_000, bytesTotal: 3_000_000, error: null })
  expect(journal.steps).toEqual(['planned', 'stored', 'sent'])
  const job = await queue.next('pending', { waitSeconds: 0 })
  expect(job).toMatchObject({
    id: transfer.jobId,
    key: transfer.key,
    fields: { name: 'Die Kätzin – 猫', filename: 'cat.jpg' },
  })
  expect((await queue.describeObject('in', transfer.key ?? '')).contentType).toBe('image/jpeg')
})

test('uploads two hundred small files alongside a large one', async () => {
  const large = transfers.submit(request(await file('large', randomBytes(30_000_000)), 'large'))
  const paths = await Promise.all(
    Array.from({ length: 200 }, (_, index) => file(`${index}.txt`, Buffer.from(`file ${index}`))),
  )
  const ids = paths.map((path, index) => transfers.submit(request(path, `${index}.txt`)))
  await transfers.planned()
  expect(journal.plans.size).toBe(201)
  const ends = await Promise.all([large, ...ids].map((id) => transfers.finished(id)))
  expect(new Set(ends.map(({ transfer }) => transfer.state))).toEqual(new Set(['done']))
  expect(new Set(ends.map(({ transfer }) => transfer.jobId)).size).toBe(201)
  expect(await pendingCount()).toBe(201)
  const snapshot = transfersSnapshot.parse(transfers.snapshot())
  expect(snapshot.counts.done).toBe(201)
  expect(snapshot.bytesPerSecond).toBe(0)
  await transfers.clear()
  expect(transfers.snapshot()).toMatchObject({ transfers: [], counts: { done: 0 } })
})

test("reports a transfer's outcome when it finishes, not while it can still continue", async () => {
  const restore = await withoutQueue()
  const id = transfers.submit(request(await file('cat.jpg', randomBytes(1_000))))
  const states: string[] = []
  const outcome = transfers.outcomeOf(id).finally(() => states.push('outcome'))
  const stopped = new AbortController()
  const given = transfers.outcomeOf(id, stopped.signal)
  expect((await transfers.finished(id)).transfer.state).toBe('stored')
  stopped.abort(new Error('enough'))
  await expect(given).rejects.toThrow('enough')
  expect(states).toEqual([])
  await restore()
  transfers.retry(id)
  expect((await outcome).transfer).toMatchObject({ state: 'done', jobId: expect.any(String) })
  expect((await transfers.outcomeOf(id)).transfer.state).toBe('done')
})

test('rejects a wait for an outcome when the transfers close', async () => {
  const id = transfers.submit(request(await file('large', randomBytes(30_000_000))))
  const outcome = expectCode(transfers.outcomeOf(id), 'CANCELLED')
  await transfers.close()
  await outcome
  await expectCode(transfers.outcomeOf('unknown'), 'TRANSFER_NOT_FOUND')
})

test('plans an upload again if it was cancelled while waiting', async () => {
  transfers = new Transfers({ journal: { ...noJournal, uploads: journal }, largeSlots: 1 })
  const bytes = randomBytes(2_000_000)
  const first = transfers.submit(request(await file('first', bytes), 'first'))
  const id = transfers.submit({ ...request(await file('next', bytes), 'next'), bytesTotal: bytes.length })
  await transfers.planned()
  transfers.cancel(id)
  expect((await transfers.finished(id)).transfer.state).toBe('cancelled')
  await transfers.finished(first)
  journal.steps.length = 0
  transfers.retry(id)
  expect((await transfers.finished(id)).transfer.state).toBe('done')
  expect(journal.steps).toEqual(['planned', 'stored', 'sent'])
})

test('cancelling during the upload leaves neither object nor message', async () => {
  const id = transfers.submit(request(await file('large', randomBytes(60_000_000))))
  await until(transfers, () => (transfers.snapshot().transfers[0]?.bytesDone ?? 0) > 0)
  expect(transfers.snapshot().transfers[0]?.state).toBe('running')
  transfers.cancel(id)
  expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'cancelled', error: null })
  expect(await objects()).toEqual([])
  expect(await pendingCount()).toBe(0)
  expect(journal.steps).toEqual(['planned', 'dropped'])
})

test('cancelling between store and send removes the object and sends nothing', async () => {
  const advance = journal.advance.bind(journal)
  journal.advance = async (id, step) => {
    await advance(id, step)
    if (step === 'stored') transfers.cancel(id)
  }
  const id = transfers.submit(request(await file('cat.jpg', Buffer.from('meow'))))
  expect((await transfers.finished(id)).transfer.state).toBe('cancelled')
  expect(await objects()).toEqual([])
  expect(await pendingCount()).toBe(0)
  expect(journal.steps).toEqual(['planned', 'stored', 'dropped'])
})

test('an upload cancelled while waiting can be sent by a retry', async () => {
  transfers = new Transfers({ journal: { ...noJournal, uploads: journal }, smallSlots: 0 })
  const id = transfers.submit(request(await file('cat.jpg', Buffer.from('meow'))))
  await transfers.planned()
  transfers.cancel(id)
  expect((await transfers.finished(id)).transfer.state).toBe('cancelled')
  await transfers.close()

  transfers = new Transfers({ journal: { ...noJournal, uploads: journal } })
  const again = transfers.submit(request(join(folder, 'cat.jpg')))
  transfers.cancel(again)
  await transfers.finished(again)
  transfers.retry(again)
  expect((await transfers.finished(again)).transfer.state).toBe('done')
  expect(await pendingCount()).toBe(1)
})

test('shows a stored job without a message as not queued, and a retry sends only the message', async () => {
  const restore = await withoutQueue()
  const path = await file('cat.jpg', Buffer.from('meow'))
  const id = transfers.submit(request(path))
  const { transfer } = await transfers.finished(id)
  expect(transfer).toMatchObject({ state: 'stored', error: { code: 'QUEUE_NOT_FOUND' }, finishedAt: null })
  const [key] = await objects()
  expect(transfer.key).toBe(key)
  await transfers.clear()
  expect(stateOf(id)).toBe('stored')

  await restore()
  await writeFile(path, 'changed meanwhile')
  transfers.retry(id)
  expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'done', key })
  expect(await pendingCount()).toBe(1)
  expect((await queue.describeObject('in', key ?? '')).size).toBe(4)
  // The second `stored` has the reason.
  expect(journal.steps).toEqual(['planned', 'stored', 'stored', 'sent'])
})

test('a failed upload can be cancelled or taken back, and leaves the journal', async () => {
  const ids = ['gone-1.jpg', 'gone-2.jpg'].map((name) => transfers.submit(request(join(folder, name), name)))
  for (const id of ids) {
    // oxlint-disable-next-line no-await-in-loop -- one after the other
    expect((await transfers.finished(id)).transfer.state).toBe('failed')
  }
  expect(transfers.snapshot().needsYou).toBe(0)
  const [first = '', second = ''] = ids
  transfers.cancel(first)
  expect((await transfers.finished(first)).transfer).toMatchObject({ state: 'cancelled', error: null })
  expect(await transfers.takeBack([second])).toEqual({ takenBack: 1, sent: 0 })
  expect((await transfers.finished(second)).transfer.state).toBe('cancelled')
  expect(journal.unfinished()).toEqual([])
})

test('a failed result is counted until it is removed', async () => {
  const result = transfers.track({
    kind: 'result',
    connectionId: 'local',
    queue: queue.config.name,
    direction: 'out',
    name: 'out.txt',
    bytesTotal: 3,
    claimId: 'c1',
  })
  result.fail(new EngineError('NETWORK'))
  expect(transfers.snapshot()).toMatchObject({ needsYou: 1, counts: { failed: 1 } })
  transfers.cancel(result.id)
  expect(transfers.snapshot()).toMatchObject({ needsYou: 0, counts: { failed: 0, cancelled: 1 } })
})

test('cancelling a stored job without a message removes the object', async () => {
  await withoutQueue()
  const id = transfers.submit(request(await file('cat.jpg', Buffer.from('meow'))))
  await transfers.finished(id)
  transfers.cancel(id)
  expect((await transfers.finished(id)).transfer.state).toBe('cancelled')
  expect(await objects()).toEqual([])
})

test('a missing file or too many fields fail with their reason and store nothing', async () => {
  const missing = transfers.submit(request(join(folder, 'gone')))
  const path = await file('cat.jpg', Buffer.from('meow'))
  const heavy = transfers.submit({ ...request(path), fields: { note: 'x'.repeat(3_000) } })
  const reserved = transfers.submit({ ...request(path), fields: { bucket: 'mine' } })
  expect((await transfers.finished(missing)).transfer.error).toMatchObject({ code: 'FILE_NOT_FOUND' })
  expect(journal.plans.has(missing)).toBe(false)
  expect((await transfers.finished(heavy)).transfer.error).toMatchObject({ code: 'METADATA_TOO_LARGE' })
  expect((await transfers.finished(reserved)).transfer.error).toMatchObject({ code: 'FIELD_RESERVED' })
  expect(await objects()).toEqual([])
  await file('gone', Buffer.from('here now'))
  transfers.retry(missing)
  expect((await transfers.finished(missing)).transfer.state).toBe('done')
})

test('stores a file without a message and saves it under the name in its metadata', async () => {
  const bytes = randomBytes(2_000_000)
  const path = await file('Größe.bin', bytes)
  const id = transfers.store({ ...request(path, 'Größe.bin'), direction: 'out' })
  const { transfer } = await transfers.finished(id)
  expect(transfer).toMatchObject({ kind: 'store', state: 'done', direction: 'out', jobId: null })
  expect(await pendingCount()).toBe(0)
  const into = await mkdtemp(join(folder, 'into-'))
  const saveId = transfers.save({
    queue,
    connectionId: 'local',
    direction: 'out',
    key: transfer.key ?? '',
    target: { folder: into },
  })
  const end = await transfers.finished(saveId)
  expect(end.transfer).toMatchObject({ kind: 'save', state: 'done', name: 'Größe.bin', folder: into })
  expect((await readFile(transfers.savedPath(saveId) ?? '')).equals(bytes)).toBe(true)
  transfers.cancel(saveId)
  expect(await readdir(into)).toHaveLength(1)
})

test('records a failure for the next session', async () => {
  const path = await file('cat.jpg', Buffer.from('meow'))
  const id = transfers.submit({ ...request(path), fields: { note: 'x'.repeat(3_000) } })
  expect((await transfers.finished(id)).transfer.state).toBe('failed')
  expect(journal.steps).toEqual(['planned', 'failed'])
})

test("a retry uses the connection's current job queue", async () => {
  const dead = new JobQueue({ config: queue.config, clients: bench.servers.clients() })
  dead.store = over
  dead.source = () => ({ supportsRanges: () => null, noteEtag: () => undefined, describe: over, read: over })
  let now: JobQueue | null = null
  transfers = new Transfers({
    journal: { ...noJournal, uploads: journal },
    connections: { queueOn: (_, name) => (name === queue.config.name ? now : null), circuitFor: () => null },
  })
  const id = transfers.submit({ ...request(await file('cat.jpg', Buffer.from('meow'))), queue: dead })
  expect((await transfers.finished(id)).error?.code).toBe('CREDENTIALS')
  transfers.retry(id)
  expect((await transfers.finished(id)).error?.code).toBe('CREDENTIALS')
  now = queue
  transfers.retry(id)
  const { key } = (await transfers.finished(id)).transfer
  expect(stateOf(id)).toBe('done')
  now = null
  const target = { folder: await mkdtemp(join(folder, 'into-')) }
  const of = { queue: dead, connectionId: 'local', direction: 'in', key: key ?? '', target } as const
  const saveId = transfers.save(of)
  expect((await transfers.finished(saveId)).error?.code).toBe('CREDENTIALS')
  now = queue
  transfers.retry(saveId)
  expect((await transfers.finished(saveId)).transfer.state).toBe('done')
})

test('closing stops running transfers and removes nothing from the journal', async () => {
  const id = transfers.submit(request(await file('large', randomBytes(60_000_000))))
  await until(transfers, () => (transfers.snapshot().transfers[0]?.bytesDone ?? 0) > 0)
  await transfers.close()
  expect(stateOf(id)).toBe('interrupted')
  expect(journal.steps).toEqual(['planned'])
})

test('lists at most 200 transfers, unfinished first, then failed, and counts all of them', async () => {
  transfers = new Transfers({ smallSlots: 0, largeSlots: 0 })
  const path = await file('cat.jpg', Buffer.from('meow'))
  const failed = transfers.submit(request(join(folder, 'gone')))
  await transfers.finished(failed)
  const ids = Array.from({ length: 1_200 }, () => transfers.submit(request(path)))
  await transfers.planned()
  const snapshot = transfersSnapshot.parse(transfers.snapshot())
  expect(snapshot.transfers).toHaveLength(200)
  expect(snapshot.transfers[0]?.id).toBe(ids[0])
  expect(snapshot.transfers.at(-1)?.id).toBe(failed)
  expect(snapshot.counts).toMatchObject({ waiting: 1_200, failed: 1 })
})
