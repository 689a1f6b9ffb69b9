import { mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { sentJob } from '../testing/memory-job.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'
import { ResultSaves } from './result-saves.ts'

const messageId = '8a7c9a4e-6d5b-4a51-9d9c-0f1e2d3c4b5a'
const photo = Buffer.from([0xff, 0xd8, 0xff, 0xe0, 0, 0x10, 0x4a, 0x46])

let bench: TestBench
let queue: JobQueue
let transfers: Transfers
let saves: ResultSaves

beforeAll(async () => {
  bench = await startBench()
  queue = await bench.queue('single')
  const connections = { queueOn: () => queue, circuitFor: () => null }
  transfers = new Transfers({ connections })
  saves = new ResultSaves({ transfers, connections })
})
afterAll(async () => {
  await transfers.close()
  await bench.stop()
})

let results = 0

/** Stores a result as a worker does that copies the fields of the input, and saves it. Returns its file name. */
async function savedAs(
  asset: string,
  body: string | Buffer,
  { input = 'photo.jpg', known = asset }: { readonly input?: string; readonly known?: string } = {},
): Promise<string> {
  const fields = { name: 'Cat', filename: input }
  const { key } = await queue.store('out', { key: `${messageId}-${asset}`, body, fields })
  const folder = await mkdtemp(join(bench.servers.folder, 'results-'))
  const result = {
    id: (results += 1),
    key,
    bucket: queue.names.bucket('out'),
    name: known,
    size: body.length,
    modifiedAt: null,
    foundAt: 0,
    openedAt: null,
    savedAt: null,
    savedPath: null,
  }
  const job = sentJob(1, 0, { messageId, fileName: input, queue: queue.config.name })
  await saves.save(job, result, { folder })
  return (await readdir(folder)).join()
}

test('a text is named after its key, even if its worker repeats the name of the photo', async () => {
  expect(await savedAs('undefined', 'A cat.', { known: 'output' })).toBe('photo-output')
  expect(await savedAs('report', 'A cat.')).toBe('photo-report')
  // The search for results has read the name before.
  expect(await savedAs('undefined', 'A cat.', { known: 'photo.jpg' })).toBe('photo-output')
  expect(await savedAs('output', 'A cat.', { known: 'photo.jpg' })).toBe('photo-output')
})

test('so is a photo with the name of a text', async () => {
  expect(await savedAs('output', photo, { input: 'notes.txt' })).toBe('notes-output')
})

test('a result keeps a name that fits, and the one in its key', async () => {
  expect(await savedAs('output', photo)).toBe('photo.jpg')
  expect(await savedAs('output', 'A note.', { input: 'notes.txt' })).toBe('notes.txt')
  expect(await savedAs('thumb.jpg', 'A cat.')).toBe('thumb.jpg')
  expect(await savedAs('output', '')).toBe('photo.jpg')
})
