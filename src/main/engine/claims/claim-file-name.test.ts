import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'
import { Claims } from './claims.ts'

const input = { name: 'photo.jpg', filename: 'photo.jpg' }

let bench: TestBench
let queue: JobQueue
let folder: string
let transfers: Transfers
let claims: Claims

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  folder = await mkdtemp(join(bench.servers.folder, 'results-'))
  transfers = new Transfers()
  claims = new Claims({ transfers })
})
afterEach(async () => {
  await claims.close()
  await transfers.close()
})

/** Completes a photo job as a worker would, and saves the result. Returns its key and the names in the folder. */
async function savedResult(body: string | Uint8Array, fields?: JobFields): Promise<[string, string[]]> {
  await queue.submit({ body: Buffer.from([0xff, 0xd8, 0xff]), fields: input })
  const job = await queue.next('pending')
  if (job === null) throw new Error('no job came')
  const [result] = await queue.complete(job, [{ body, fields }])
  const id = await claims.next(queue, 'local', 'completed')
  claims.saveAndAcknowledge(id ?? '', folder)
  await claims.idle(id ?? '')
  return [result?.key ?? '', await readdir(folder)]
}

test('saves a result under its key if its message repeats the names of its input', async () => {
  const [key, names] = await savedResult('A cat sits on a table.')
  expect(key).toMatch(/-output$/)
  expect(names).toEqual([key])
})

test("saves a text under its key if it has a photo's name", async () => {
  const [key, names] = await savedResult('Eine Katze sitzt auf dem Büfett.', input)
  expect(names).toEqual([key])
})

test('keeps a name that belongs to the result itself', async () => {
  expect((await savedResult('A cat.', { filename: 'report.txt' }))[1]).toEqual(['report.txt'])
})

test('keeps the name of a photo that is returned as a photo', async () => {
  const photo = Buffer.concat([Buffer.from([0xff, 0xd8, 0xff]), randomBytes(2_000)])
  expect((await savedResult(photo, input))[1]).toEqual(['photo.jpg'])
})
