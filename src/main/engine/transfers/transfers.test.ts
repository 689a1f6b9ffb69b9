import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { CreateQueueCommand, DeleteQueueCommand, GetQueueUrlCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { transfersSnapshot } from '../../../shared/transfers.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { noJournal } from './transfer-journal.ts'
import type { UnfinishedUpload } from './transfer-journal.ts'
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
/** The job queue of the connection; `null` while it is not ready. */
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

/** Takes the pending queue away, so that a message cannot be sent; answers with what brings it back. */
async function withoutQueue(): Promise<() => Promise<unknown>> {
  const QueueName = queue.names.queue('pending')
  const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName }))
  await clients.sqs.send(new DeleteQueueCommand({ QueueUrl }))
  return () => clients.sqs.send(new CreateQueueCommand({ QueueName }))
}

test('a file becomes a job, each step noted before the next', async () => {
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

test('two hundred small files, while a large one is on its way', async () => {
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
  transfers.clear()
  expect(transfers.snapshot()).toMatchObject({ transfers: [], counts: { done: 0 } })
})

test('the outcome of a transfer is its end, not a state that it may leave again', async () => {
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

test('nobody waits for an outcome after the transfers have closed', async () => {
  const id = transfers.submit(request(await file('large', randomBytes(30_000_000))))
  const outcome = expectCode(transfers.outcomeOf(id), 'CANCELLED')
  await transfers.close()
  await outcome
  await expectCode(transfers.outcomeOf('unknown'), 'TRANSFER_NOT_FOUND')
})

test('an upload that was cancelled before its turn is planned again by a retry', async () => {
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

test('a cancel in the middle leaves neither object nor message', async () => {
  const id = transfers.submit(request(await file('large', randomBytes(60_000_000))))
  await until(transfers, () => (transfers.snapshot().transfers[0]?.bytesDone ?? 0) > 0)
  expect(transfers.snapshot().transfers[0]?.state).toBe('running')
  transfers.cancel(id)
  expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'cancelled', error: null })
  expect(await objects()).toEqual([])
  expect(await pendingCount()).toBe(0)
  expect(journal.steps).toEqual(['planned', 'dropped'])
})

test('a cancel between store and send removes the object and sends nothing', async () => {
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

test('a cancel while it waits for a slot; a retry then sends it after all', async () => {
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

test('stored but not queued is a state of its own, and a retry sends just the message', async () => {
  const restore = await withoutQueue()
  const path = await file('cat.jpg', Buffer.from('meow'))
  const id = transfers.submit(request(path))
  const { transfer } = await transfers.finished(id)
  expect(transfer).toMatchObject({ state: 'stored', error: { code: 'QUEUE_NOT_FOUND' }, endedAt: null })
  const [key] = await objects()
  expect(transfer.key).toBe(key)
  transfers.clear()
  expect(stateOf(id)).toBe('stored')

  await restore()
  await writeFile(path, 'changed meanwhile')
  transfers.retry(id)
  expect((await transfers.finished(id)).transfer).toMatchObject({ state: 'done', key })
  expect(await pendingCount()).toBe(1)
  expect((await queue.describeObject('in', key ?? '')).size).toBe(4)
  expect(journal.steps).toEqual(['planned', 'stored', 'sent'])
})

test('a cancel of what is stored but not queued removes the object', async () => {
  await withoutQueue()
  const id = transfers.submit(request(await file('cat.jpg', Buffer.from('meow'))))
  await transfers.finished(id)
  transfers.cancel(id)
  expect((await transfers.finished(id)).transfer.state).toBe('cancelled')
  expect(await objects()).toEqual([])
})

test('a missing file and fields beyond measure fail with their reason, and nothing is stored', async () => {
  const missing = transfers.submit(request(join(folder, 'gone')))
  const path = await file('cat.jpg', Buffer.from('meow'))
  const heavy = transfers.submit({ ...request(path), fields: { note: 'x'.repeat(3_000) } })
  const reserved = transfers.submit({ ...request(path), fields: { bucket: 'mine' } })
  expect((await transfers.finished(missing)).transfer.error).toMatchObject({ code: 'FILE_NOT_FOUND' })
  expect((await transfers.finished(heavy)).transfer.error).toMatchObject({ code: 'METADATA_TOO_LARGE' })
  expect((await transfers.finished(reserved)).transfer.error).toMatchObject({ code: 'FIELD_RESERVED' })
  expect(await objects()).toEqual([])
  await file('gone', Buffer.from('here now'))
  transfers.retry(missing)
  expect((await transfers.finished(missing)).transfer.state).toBe('done')
})

test('stores without a message, and saves by the name in the metadata', async () => {
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

async function left(path: string, step: UnfinishedUpload['step'], key: string): Promise<UnfinishedUpload> {
  const { size, mtimeMs, ino } = await stat(path)
  return {
    id: `former-${key}`,
    kind: 'submit',
    connectionId: 'local',
    queue: queue.config.name,
    direction: 'in',
    path,
    size,
    mtimeMs,
    ino,
    name: 'cat.jpg',
    fields: {},
    key,
    createdAt: 1,
    step,
  }
}

test('takes up what a former run left, once its connection is ready', async () => {
  const same = await left(await file('same', Buffer.from('same')), 'planned', 'key-same')
  const touched = await left(await file('touched', Buffer.from('touched')), 'planned', 'key-touched')
  const gone = { ...same, id: 'former-gone', path: join(folder, 'gone'), key: 'key-gone' }
  const stored = { ...gone, id: 'former-stored', key: 'key-stored', step: 'stored' as const }
  await utimes(touched.path, 1, 1)
  await queue.store('in', { key: 'key-stored', body: 'was stored', fields: { name: 'stored' } })
  transfers.recover({ uploads: [same, touched, gone, stored] })
  expect(transfers.snapshot().counts.interrupted).toBe(4)
  expect(() => transfers.retry(same.id)).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }))
  connected = queue
  transfers.resumeConnection('another')
  expect(transfers.snapshot().counts.interrupted).toBe(4)
  transfers.resumeConnection('local')
  const ends = await Promise.all([same, touched, gone, stored].map(({ id }) => transfers.finished(id)))
  expect(ends.map(({ transfer }) => transfer.error?.code ?? transfer.state)).toEqual([
    'done',
    'done',
    'FILE_NOT_FOUND',
    'done',
  ])
  expect(ends.map(({ transfer }) => transfer.note)).toEqual([
    null,
    expect.stringContaining('started over'),
    null,
    null,
  ])
  expect((await objects()).toSorted()).toEqual(['key-same', 'key-stored', 'key-touched'])
  expect(await pendingCount()).toBe(3)
})

test('what had failed is listed as failed, and uploaded only when the person tries again', async () => {
  const id = transfers.submit(request(join(folder, 'gone')))
  await transfers.finished(id)
  expect(journal.steps).toEqual([])
  const path = await file('cat.jpg', Buffer.from('meow'))
  const former = await left(path, 'failed', 'key-failed')
  await writeFile(path, 'changed meanwhile')
  transfers.recover({ uploads: [former] })
  expect(stateOf(former.id)).toBe('failed')
  expect(transfers.snapshot().transfers[0]?.error?.hint).toMatch(/.{10}/)
  expect(() => transfers.retry(former.id)).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }))
  connected = queue
  transfers.resumeConnection('local')
  expect(stateOf(former.id)).toBe('failed')
  transfers.retry(former.id)
  expect((await transfers.finished(former.id)).transfer).toMatchObject({ state: 'done', key: 'key-failed' })
  expect((await queue.describeObject('in', 'key-failed')).size).toBe('changed meanwhile'.length)
  expect(journal.steps).toEqual(['planned', 'stored', 'sent'])
})

test('notes a failure, so that the next run leaves it to the person', async () => {
  const path = await file('cat.jpg', Buffer.from('meow'))
  const id = transfers.submit({ ...request(path), fields: { note: 'x'.repeat(3_000) } })
  expect((await transfers.finished(id)).transfer.state).toBe('failed')
  expect(journal.steps).toEqual(['planned', 'failed'])
})

test('what was stored before a crash is only sent, even with the file gone', async () => {
  const size = 1_100_000
  const same = await left(await file('same', Buffer.alloc(size, 'm')), 'planned', 'key-same')
  const gone = { ...same, id: 'former-gone', path: join(folder, 'gone'), key: 'key-gone' }
  const other = { ...gone, id: 'former-other', key: 'key-other' }
  const stored = 'M'.repeat(size)
  for (const key of ['key-same', 'key-gone']) await queue.store('in', { key, body: stored, fields: {} })
  await queue.store('in', { key: 'key-other', body: 'of another size', fields: {} })
  connected = queue
  transfers.recover({ uploads: [same, gone, other] })
  const ends = await Promise.all([same, gone, other].map(({ id }) => transfers.finished(id)))
  expect(ends.map(({ transfer }) => transfer.error?.code ?? transfer.state)).toEqual([
    'done',
    'done',
    'FILE_NOT_FOUND',
  ])
  expect(await pendingCount()).toBe(2)
  const body = await queue.retrieve('in', 'key-same')
  expect((await text(body.stream)) === stored).toBe(true)
})

test('a retry goes to the job queue of the connection as it is now', async () => {
  const dead = new JobQueue({ config: queue.config, clients: bench.servers.clients() })
  dead.store = over
  dead.source = () => ({ supportsRanges: () => null, describe: over, read: over })
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

test('closing stops what runs and drops nothing from the journal', async () => {
  const id = transfers.submit(request(await file('large', randomBytes(60_000_000))))
  await until(transfers, () => (transfers.snapshot().transfers[0]?.bytesDone ?? 0) > 0)
  await transfers.close()
  expect(stateOf(id)).toBe('interrupted')
  expect(journal.steps).toEqual(['planned'])
})

test('lists at most 1,000, the unfinished first, and counts all', async () => {
  transfers = new Transfers({ smallSlots: 0, largeSlots: 0 })
  const path = await file('cat.jpg', Buffer.from('meow'))
  const failed = transfers.submit(request(join(folder, 'gone')))
  await transfers.finished(failed)
  const ids = Array.from({ length: 1_200 }, () => transfers.submit(request(path)))
  await transfers.planned()
  const snapshot = transfersSnapshot.parse(transfers.snapshot())
  expect(snapshot.transfers).toHaveLength(1_000)
  expect(snapshot.transfers[0]?.id).toBe(ids[0])
  expect(snapshot.counts).toMatchObject({ waiting: 1_200, failed: 1 })
})
