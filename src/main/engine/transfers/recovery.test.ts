import { mkdtemp, stat, utimes, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { MemoryUploadJournal } from '../testing/memory-upload-journal.ts'
import { startBench } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { noJournal } from './transfer-journal.ts'
import type { UnfinishedUpload } from './transfer-journal.ts'
import { Transfers } from './transfers.ts'

let bench: TestBench
let queue: JobQueue
let folder: string
let journal: MemoryUploadJournal
let transfers: Transfers
/** The connection's job queue, or `null` while it is not ready. */
let connected: JobQueue | null

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  folder = await mkdtemp(join(bench.servers.folder, 'recovery-'))
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

async function objects(): Promise<string[]> {
  return (await queue.list('in')).objects.map(({ key }) => key)
}

async function pendingCount(): Promise<number> {
  return (await queue.depths())['pending']?.visible ?? 0
}

function stateOf(id: string): string | undefined {
  return transfers.snapshot().transfers.find((one) => one.id === id)?.state
}

async function unfinishedUpload(
  path: string,
  step: UnfinishedUpload['step'],
  key: string,
): Promise<UnfinishedUpload> {
  const { size, mtimeMs, ino } = await stat(path)
  return {
    id: `previous-${key}`,
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

test("continues the previous session's transfers once their connection is ready", async () => {
  const same = await unfinishedUpload(await file('same', Buffer.from('same')), 'planned', 'key-same')
  const touched = await unfinishedUpload(
    await file('touched', Buffer.from('touched')),
    'planned',
    'key-touched',
  )
  const gone = { ...same, id: 'previous-gone', path: join(folder, 'gone'), key: 'key-gone' }
  const stored = { ...gone, id: 'previous-stored', key: 'key-stored', step: 'stored' as const }
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

test("lists the previous session's failed upload as failed until the user retries it", async () => {
  const path = await file('cat.jpg', Buffer.from('meow'))
  const unfinished = await unfinishedUpload(path, 'failed', 'key-failed')
  await writeFile(path, 'changed meanwhile')
  transfers.recover({ uploads: [unfinished] })
  expect(stateOf(unfinished.id)).toBe('failed')
  expect(transfers.snapshot().transfers[0]?.error?.hint).toMatch(/.{10}/)
  expect(() => transfers.retry(unfinished.id)).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }))
  connected = queue
  transfers.resumeConnection('local')
  expect(stateOf(unfinished.id)).toBe('failed')
  transfers.retry(unfinished.id)
  expect((await transfers.finished(unfinished.id)).transfer).toMatchObject({
    state: 'done',
    key: 'key-failed',
  })
  expect((await queue.describeObject('in', 'key-failed')).size).toBe('changed meanwhile'.length)
  expect(journal.steps).toEqual(['planned', 'stored', 'sent'])
})

test('sends only the message of an upload that was stored before a crash, even without its file', async () => {
  const size = 1_100_000
  const same = await unfinishedUpload(await file('same', Buffer.alloc(size, 'm')), 'planned', 'key-same')
  const gone = { ...same, id: 'previous-gone', path: join(folder, 'gone'), key: 'key-gone' }
  const other = { ...gone, id: 'previous-other', key: 'key-other' }
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
