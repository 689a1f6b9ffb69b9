import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import type { Claim } from '../../../shared/jobs/claims.ts'
import { claimsSnapshot } from '../../../shared/jobs/claims.ts'
import { transfersSnapshot } from '../../../shared/files/transfers.ts'
import { noClaimJournal } from './claim-journal.ts'
import { Claims } from './claims.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError } from '../errors/engine-error.ts'
import type { Job, JobQueue } from '../job-queue/job-queue.ts'
import { startBench, until } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let clients: EngineClients
let queue: JobQueue
let folder: string
let transfers: Transfers
let claims: Claims
/** The job of the last claim, as another consumer would hold it. */
let lastJob: Job | null

beforeAll(async () => {
  bench = await startBench()
  clients = bench.servers.clients()
})
afterAll(() => bench.stop())

beforeEach(async () => {
  queue = await bench.queue()
  folder = await mkdtemp(join(bench.servers.folder, 'claims-'))
  transfers = new Transfers()
  claims = new Claims({ transfers })
  const nextBatch = queue.nextBatch.bind(queue)
  queue.nextBatch = async (...given) => {
    const jobs = await nextBatch(...given)
    lastJob = jobs[0] ?? null
    return jobs
  }
})
afterEach(async () => {
  await claims.close()
  await transfers.close()
})

function claimOf(id: string): Claim {
  const found = claimsSnapshot.parse(claims.snapshot()).claims.find((one) => one.id === id)
  if (found === undefined) throw new Error('no such claim')
  return found
}

async function claimNext(status = 'pending', from = claims): Promise<string> {
  const id = await from.next(queue, 'local', status)
  if (id === null) throw new Error('no job arrived')
  return id
}

async function submitted(
  bytes: Uint8Array = Buffer.from('meow'),
  fields = { filename: 'cat.jpg' },
): Promise<string> {
  return (await queue.submit({ body: bytes, fields })).jobId
}

function described(id: string): Promise<Claim> {
  return until(claims, () => [claimOf(id)].find((one) => one.payload !== null || one.payloadError !== null))
}

function sendRaw(body: string): Promise<unknown> {
  return sqsUrl().then((QueueUrl) =>
    clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody: body })),
  )
}

async function sqsUrl(status = 'pending'): Promise<string> {
  const { GetQueueUrlCommand } = await import('@aws-sdk/client-sqs')
  const answer = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: queue.names.queue(status) }))
  return answer.QueueUrl ?? ''
}

async function counts(): Promise<Record<string, string>> {
  const depths = Object.entries(await queue.depths())
  return Object.fromEntries(
    depths.map(([status, { visible, inFlight }]) => [status, `${visible}/${inFlight}`]),
  )
}

test('claims a job and shows its payload', async () => {
  const jobId = await submitted()
  const claim = await described(await claimNext())
  expect(claim).toMatchObject({
    jobId,
    fileName: 'cat.jpg',
    payload: { size: 4, contentType: 'image/jpeg' },
    messageError: null,
    payloadError: null,
    lease: { state: 'held' },
    activity: 'idle',
    receivedCount: 1,
  })
  expect(claim.events.map(({ what }) => what)).toEqual(['stored', 'sent', 'claimed'])
})

test('saves and verifies the payload, then acknowledges', async () => {
  const bytes = randomBytes(3 * 1024 * 1024)
  await submitted(bytes)
  const id = await claimNext()
  const transferId = claims.saveAndAcknowledge(id, folder)
  expect(() => claims.save(id, { folder })).toThrow(expect.objectContaining({ code: 'CLAIM_BUSY' }))
  const claim = await claims.idle(id)
  expect(claim).toMatchObject({ outcome: 'acknowledged', error: null, lease: { state: 'ended' } })
  expect(claim.saved).toMatchObject({ fileName: 'cat.jpg' })
  expect((await readFile(claims.savedPath(id) ?? '')).equals(bytes)).toBe(true)
  expect(transfersSnapshot.parse(transfers.snapshot()).transfers[0]).toMatchObject({
    id: transferId,
    kind: 'save',
    claimId: id,
    state: 'done',
  })
  expect(await counts()).toEqual({ pending: '0/0', inprogress: '0/0', completed: '0/0' })
})

test('keeps the message if a save fails', async () => {
  await submitted()
  const id = await claimNext()
  const transferId = claims.saveAndAcknowledge(id, join(folder, 'gone'))
  const claim = await claims.idle(id)
  expect(claim).toMatchObject({
    outcome: null,
    activity: 'idle',
    error: { code: 'SAVE_FOLDER_NOT_FOUND' },
    lease: { state: 'held' },
  })
  expect((await transfers.finished(transferId)).transfer).toMatchObject({ state: 'failed' })
  expect(await counts()).toMatchObject({ pending: '0/1' })
})

test('keeps the message and leaves no file if a save is cancelled', async () => {
  await submitted(randomBytes(20 * 1024 * 1024))
  const id = await claimNext()
  const transferId = claims.saveAndAcknowledge(id, folder)
  await until(transfers, () => (transfers.snapshot().transfers[0]?.bytesDone ?? 0) > 0)
  transfers.cancel(transferId)
  expect(await claims.idle(id)).toMatchObject({ outcome: null, error: null, activity: 'idle' })
  expect(await readdir(folder)).toEqual([])
  expect(await counts()).toMatchObject({ pending: '0/1' })
})

test('does not delete the message if the lease is lost during the save, but keeps the file', async () => {
  await submitted()
  const short = new Claims({ transfers, leaseSeconds: 3 })
  const id = await claimNext('pending', short)
  const source = queue.source.bind(queue)
  queue.source = (place) => ({
    ...source(place),
    async read(...given) {
      if (lastJob !== null) await queue.release(lastJob)
      await until(short, () => short.snapshot().claims[0]?.lease.state === 'lost')
      return source(place).read(...given)
    },
  })
  short.saveAndAcknowledge(id, folder)
  expect(await short.idle(id)).toMatchObject({
    outcome: null,
    lease: { state: 'lost' },
    error: { code: 'LEASE_LOST' },
    saved: { fileName: 'cat.jpg' },
  })
  expect(await readdir(folder)).toEqual(['cat.jpg'])
  expect(await counts()).toMatchObject({ pending: '1/0' })
  await short.close()
})

test('renews the lease and holds the job past the first deadline', async () => {
  await submitted()
  const short = new Claims({ transfers, leaseSeconds: 2 })
  const id = await claimNext('pending', short)
  const first = short.snapshot().claims[0]?.lease.deadline ?? 0
  const held = await until(short, () => {
    const lease = short.snapshot().claims[0]?.lease
    return lease !== undefined && (lease.state === 'lost' || lease.deadline > first + 2_000) ? lease : null
  })
  expect(held).toMatchObject({ state: 'held', error: null })
  expect(Date.now()).toBeGreaterThan(first)
  await expect(queue.next('pending', { waitSeconds: 0 })).resolves.toBeNull()
  await short.acknowledge(id)
  expect(await counts()).toMatchObject({ pending: '0/0' })
  await short.close()
})

test('loses the claim if its queue is deleted, and then allows only a save', async () => {
  await submitted()
  const short = new Claims({ transfers, leaseSeconds: 3 })
  const id = await claimNext('pending', short)
  await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: await sqsUrl() }))
  const claim = await until(short, () => short.snapshot().claims.find(({ lease }) => lease.state === 'lost'))
  expect(claim.events.at(-1)).toMatchObject({ what: 'lost' })
  await expect(short.acknowledge(id)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  await expect(short.release(id)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  expect(() => short.saveAndAcknowledge(id, folder)).toThrow(expect.objectContaining({ code: 'LEASE_LOST' }))
  short.save(id, { folder })
  expect(await short.idle(id)).toMatchObject({ saved: { fileName: 'cat.jpg' } })
  short.dismiss(id)
  expect(short.snapshot().claims).toEqual([])
  await short.close()
})

test('loses the claim if another consumer receives the message', async () => {
  await submitted()
  const short = new Claims({ transfers, leaseSeconds: 3 })
  const id = await claimNext('pending', short)
  const mine = lastJob
  if (mine === null) throw new Error('no job')
  await queue.release(mine)
  const theirs = await queue.next('pending', { waitSeconds: 5, leaseSeconds: 30 })
  expect(theirs?.id).toBe(mine.id)
  await until(short, () => short.snapshot().claims.find(({ lease }) => lease.state === 'lost'))
  await expect(short.acknowledge(id)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  await short.close()
  expect(await counts()).toMatchObject({ pending: '0/1' })
})

test('releases a job, so that the next caller receives it', async () => {
  const jobId = await submitted()
  const id = await claimNext()
  await claims.release(id)
  expect(claimOf(id)).toMatchObject({ outcome: 'released' })
  const again = claimOf(await claimNext())
  expect(again).toMatchObject({ jobId, receivedCount: 2 })
  expect(again.events.map(({ what }) => what)).toContain('received')
})

test('starts a job by moving its message to inprogress', async () => {
  await submitted()
  const id = await claimNext()
  await claims.start(id)
  expect(claimOf(id)).toMatchObject({ outcome: 'started' })
  expect(await counts()).toEqual({ pending: '0/0', inprogress: '1/0', completed: '0/0' })
})

test('completes a job with results that can be claimed and saved', async () => {
  const jobId = await submitted()
  const id = await claimNext()
  const files = await Promise.all(
    [3_000_000, 0, 5].map(async (size, index) => {
      const path = join(folder, `result-${index}.bin`)
      await writeFile(path, randomBytes(size))
      return { path, name: `Ergebnis ${index} – fertig.bin`, fields: { step: String(index) } }
    }),
  )
  const pace = vi.spyOn(transfers.limits, 'pace')
  const finish = vi.spyOn(noClaimJournal, 'finish')
  const ids = claims.complete(id, files, { by: 'Zoë' })
  const claim = await claims.idle(id)
  // Results are subject to the speed limit like all transfers.
  expect(pace.mock.calls.reduce((sum, [bytes]) => sum + bytes, 0)).toBe(3_000_005)
  expect(claim).toMatchObject({ outcome: 'completed', error: null })
  // The stored file is recorded with the outcome of the claim.
  expect(finish.mock.lastCall?.[3]?.results).toMatchObject([
    { key: `${jobId}-Ergebnis 0 – fertig.bin`, name: 'Ergebnis 0 – fertig.bin', size: 3_000_000 },
    { size: 0 },
    { bucket: queue.names.bucket('out'), size: 5 },
  ])
  for (const transferId of ids) {
    const { transfer } = await transfers.finished(transferId)
    expect(transfer).toMatchObject({ kind: 'result', state: 'done', claimId: id, direction: 'out' })
    expect(transfer.bytesDone).toBe(transfer.bytesTotal)
  }
  expect(await counts()).toEqual({ pending: '0/0', inprogress: '0/0', completed: '3/0' })
  const result = await described(await claimNext('completed'))
  expect(result.fields).toMatchObject({ job: jobId, by: 'Zoë' })
  expect(result.fileName).toMatch(/^result-\d\.bin$/)
  const out = await mkdtemp(join(folder, 'out-'))
  claims.saveAndAcknowledge(result.id, out)
  expect(await claims.idle(result.id)).toMatchObject({ outcome: 'acknowledged' })
  const [name = ''] = await readdir(out)
  expect((await readFile(join(out, name))).equals(await readFile(join(folder, name)))).toBe(true)
})

test('keeps the claim if a result is missing or cancelled', async () => {
  await submitted()
  const id = await claimNext()
  const [transferId = ''] = claims.complete(
    id,
    [{ path: join(folder, 'gone'), name: 'gone', fields: {} }],
    {},
  )
  expect(await claims.idle(id)).toMatchObject({ outcome: null, error: { code: 'FILE_NOT_FOUND' } })
  expect((await transfers.finished(transferId)).transfer.state).toBe('failed')

  const path = join(folder, 'large')
  await writeFile(path, randomBytes(20 * 1024 * 1024))
  const [large = ''] = claims.complete(id, [{ path, name: 'large', fields: {} }], {})
  await until(transfers, () =>
    transfers.snapshot().transfers.find((one) => one.id === large && one.bytesDone > 0),
  )
  transfers.cancel(large)
  expect(await claims.idle(id)).toMatchObject({ outcome: null, error: null, lease: { state: 'held' } })
  expect((await transfers.finished(large)).transfer.state).toBe('cancelled')
  expect(await counts()).toEqual({ pending: '0/1', inprogress: '0/0', completed: '0/0' })
})

test('only allows viewing and acknowledging a message that is not JSON', async () => {
  await sendRaw(`not JSON ${'x'.repeat(5_000)}`)
  const id = await claimNext()
  expect(claimOf(id)).toMatchObject({ messageError: { code: 'MESSAGE_NOT_JSON' }, payload: null })
  expect(claimOf(id).rawBody).toHaveLength(4_096)
  expect(() => claims.save(id, { folder })).toThrow(expect.objectContaining({ code: 'MESSAGE_NOT_JSON' }))
  await claims.acknowledge(id)
  expect(await counts()).toMatchObject({ pending: '0/0' })
})

test('shows a message without a key, and truncates very long fields', async () => {
  await sendRaw(JSON.stringify({ '': 'x', ['n'.repeat(200)]: 'x', long: 'y'.repeat(9_000), bucket: 'b' }))
  const claim = claimOf(await claimNext())
  expect(claim).toMatchObject({ messageError: { code: 'MESSAGE_WITHOUT_KEY' } })
  expect(claim.fields).toEqual({ long: 'y'.repeat(4_096) })
})

test('reads a foreign bucket only after the user has allowed it', async () => {
  const other = await bench.queue()
  const { key } = await other.store('in', { body: 'theirs', fields: { filename: 'theirs.txt' } })
  await sendRaw(JSON.stringify({ bucket: other.names.bucket('in'), key }))
  const id = await claimNext()
  expect(claimOf(id)).toMatchObject({
    messageError: { code: 'MESSAGE_FOREIGN_BUCKET' },
    bucketAllowed: false,
  })
  expect(() => claims.save(id, { folder })).toThrow(
    expect.objectContaining({ code: 'MESSAGE_FOREIGN_BUCKET' }),
  )
  expect(claimOf(id).activity).toBe('idle')
  claims.allowBucket(id)
  expect(await described(id)).toMatchObject({
    bucketAllowed: true,
    payload: { size: 6 },
    fileName: 'theirs.txt',
  })
  claims.saveAndAcknowledge(id, folder)
  expect(await claims.idle(id)).toMatchObject({ outcome: 'acknowledged' })
  expect(await readFile(join(folder, 'theirs.txt'), 'utf8')).toBe('theirs')
})

test('reports a missing payload, and can acknowledge its claim', async () => {
  const { key } = await queue.submit({ body: 'x' })
  await queue.remove('in', key)
  const claim = await described(await claimNext())
  expect(claim.payloadError).toMatchObject({ code: 'OBJECT_NOT_FOUND', hint: expect.stringMatching(/.{10}/) })
  await claims.acknowledge(claim.id)
})

test('rejects dismissing a held or unknown claim', async () => {
  await submitted()
  const id = await claimNext()
  expect(() => claims.dismiss(id)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  expect(() => claims.dismiss('x')).toThrow(EngineError)
  await expect(claims.acknowledge('x')).rejects.toMatchObject({ code: 'CLAIM_NOT_FOUND' })
})

test('keeps 50 finished claims, and more while they can be undone', async () => {
  let now = Date.now()
  claims = new Claims({ transfers, now: () => now })
  for (let count = 0; count < 52; count += 1) {
    await sendRaw('{}')
    await claims.acknowledge(await claimNext())
  }
  expect(claims.snapshot().claims).toHaveLength(52)
  now += 60_000
  await sendRaw('{}')
  await claims.acknowledge(await claimNext())
  expect(claims.snapshot().claims).toHaveLength(50)
})

test('rejects a cancelled wait at once', async () => {
  const abort = new AbortController()
  const waiting = claims.next(queue, 'local', 'pending', { signal: abort.signal })
  abort.abort()
  await expect(waiting).rejects.toMatchObject({ code: 'CANCELLED' })
  await queue.settle({ deadlineMs: 10 })
  expect(claims.snapshot().claims).toEqual([])
})

test('releases all claims on close, even during a save', async () => {
  await submitted(randomBytes(20 * 1024 * 1024))
  await submitted()
  const saving = await claimNext()
  await claimNext()
  claims.saveAndAcknowledge(saving, folder)
  await until(transfers, () => (transfers.snapshot().transfers[0]?.bytesDone ?? 0) > 0)
  await claims.close()
  expect(await counts()).toMatchObject({ pending: '2/0' })
  expect(claims.snapshot().claims.map(({ outcome }) => outcome)).toEqual(['released', 'released'])
  expect(await readdir(folder)).toEqual([])
})
