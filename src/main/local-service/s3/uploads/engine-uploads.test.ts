import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClients, type EngineClients } from '../../../engine/aws/transport/clients.ts'
import { JobQueue } from '../../../engine/job-queue/job-queue.ts'
import { MemoryMultipartJournal } from '../../../engine/testing/memory-multipart-journal.ts'
import { Harness, keys, temporaryFolder } from '../../testing/harness.ts'

const mebibyte = 1_048_576
let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let endpoint: string
let clients: EngineClients
let queue: JobQueue

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(join(folder.path, 'local'))
  endpoint = await harness.ready()
  clients = createClients({
    region: 'us-west-1',
    credentials: keys,
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
  })
  queue = new JobQueue({ config: { name: 'up', layout: 'single', statuses: ['pending'] }, clients })
  await queue.ensure()
})
afterAll(async () => {
  clients.close()
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

it('sends small payloads and message batches on the fast path', async () => {
  clients.counter.take()
  const all = Array.from({ length: 10 }, (_, n) => ({ key: `small-${n}`, fields: { name: `ä ${n}` } }))
  await Promise.all(all.map((one) => queue.store('in', { ...one, keyIsNew: true, body: `body ${one.key}` })))
  const ids = await Promise.all(all.map((one) => queue.sendStored(one)))
  expect(new Set(ids).size).toBe(10)
  // One PUT each, nothing rejected or repeated, then one GetQueueUrl and the batch.
  expect(clients.counter.take()).toMatchObject({ 's3-write': 10, 's3-read': 0, 's3-free': 0, sqs: 2 })
  expect((await queue.depths())['pending']?.visible).toBe(10)
})

it('continues with the parts that the server lists after the server was killed', async () => {
  const bytes = randomBytes(33 * mebibyte)
  const path = join(folder.path, 'file')
  await writeFile(path, bytes)
  const journal = new MemoryMultipartJournal()
  const stop = new AbortController()
  const note = journal.part.bind(journal)
  journal.part = (uploadId, part) => {
    note(uploadId, part)
    if (journal.uploads.get(uploadId)?.parts.length === 3) stop.abort()
  }
  const notes = { journal, transferId: 't', connectionId: 'c', isResumable: true }
  const data = { key: 'k', keyIsNew: true, body: { path } }
  await expect(queue.store('in', data, { notes, signal: stop.signal })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  const [noted] = journal.uploads.values()
  const partsThere = noted?.parts.length ?? 0
  expect(partsThere).toBeGreaterThanOrEqual(3)
  // Not an MD5, because computing one takes too long for a large file whose parts have a CRC-32.
  expect(noted?.parts[0]?.etag).toMatch(/^"[0-9a-f]{40}"$/)
  // As if a crash had lost the records that are not flushed at once.
  noted?.parts.splice(1)
  journal.part = note
  await harness.crash()
  clients.counter.take()
  await queue.store('in', data, { notes, onRestart: () => expect.fail() })
  // The list, the missing parts and the completion.
  expect(clients.counter.take()['s3-write']).toBeLessThanOrEqual(2 + 5 - partsThere)
  expect(journal.uploads.size).toBe(0)
  expect((await buffer((await queue.retrieve('in', 'k')).stream)).equals(bytes)).toBe(true)
})
