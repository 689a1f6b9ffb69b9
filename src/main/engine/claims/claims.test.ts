import { randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { DeleteQueueCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { ClaimsHarness } from '../testing/claims-bench.ts'
import { startBench, type TestBench, until } from '../testing/test-bench.ts'
import type { Transfers } from '../transfers/transfers.ts'
import { noClaimJournal } from './claim-journal.ts'
import { Claims } from './claims.ts'

let bench: TestBench
let at: ClaimsHarness
let queue: JobQueue
let folder: string
let transfers: Transfers
let claims: Claims

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())

beforeEach(async () => {
  at = await ClaimsHarness.open(bench)
  ;({ queue, folder, transfers, claims } = at)
})
afterEach(() => at.close())

test('claims a job and shows its payload', async () => {
  const jobId = await at.submit()
  const claim = await at.described(await at.next())
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

test('renews the lease and holds the job past the first deadline', async () => {
  await at.submit()
  const short = new Claims({ transfers, leaseSeconds: 2 })
  const id = await at.next('pending', short)
  const first = short.snapshot().claims[0]?.lease.deadline ?? 0
  const held = await until(short, () => {
    const lease = short.snapshot().claims[0]?.lease
    return lease !== undefined && (lease.state === 'lost' || lease.deadline > first + 2_000) ? lease : null
  })
  expect(held).toMatchObject({ state: 'held', error: null })
  expect(Date.now()).toBeGreaterThan(first)
  await expect(queue.next('pending', { waitSeconds: 0 })).resolves.toBeNull()
  await short.acknowledge(id)
  expect(await at.counts()).toMatchObject({ pending: '0/0' })
  await short.close()
})

test('loses the claim if its queue is deleted, and then allows only a save', async () => {
  await at.submit()
  const short = new Claims({ transfers, leaseSeconds: 3 })
  const id = await at.next('pending', short)
  await at.sqs.send(new DeleteQueueCommand({ QueueUrl: await at.urlOf('pending') }))
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
  await at.submit()
  const short = new Claims({ transfers, leaseSeconds: 3 })
  const id = await at.next('pending', short)
  const mine = at.lastJob
  if (mine === null) throw new Error('no job')
  await queue.release(mine)
  const theirs = await queue.next('pending', { waitSeconds: 5, leaseSeconds: 30 })
  expect(theirs?.id).toBe(mine.id)
  await until(short, () => short.snapshot().claims.find(({ lease }) => lease.state === 'lost'))
  await expect(short.acknowledge(id)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  await short.close()
  expect(await at.counts()).toMatchObject({ pending: '0/1' })
})

test('releases a job, so that the next caller receives it', async () => {
  const jobId = await at.submit()
  const id = await at.next()
  await claims.release(id)
  expect(at.claimOf(id)).toMatchObject({ outcome: 'released' })
  const again = at.claimOf(await at.next())
  expect(again).toMatchObject({ jobId, receivedCount: 2 })
  expect(again.events.map(({ what }) => what)).toContain('received')
})

test('starts a job by moving its message to inprogress', async () => {
  await at.submit()
  const id = await at.next()
  await claims.start(id)
  expect(at.claimOf(id)).toMatchObject({ outcome: 'started' })
  expect(await at.counts()).toEqual({ pending: '0/0', inprogress: '1/0', completed: '0/0' })
})

test('completes a job with results that can be claimed and saved', async () => {
  const jobId = await at.submit()
  const id = await at.next()
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
  // The stored file is recorded with the claim's outcome.
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
  expect(await at.counts()).toEqual({ pending: '0/0', inprogress: '0/0', completed: '3/0' })
  const result = await at.described(await at.next('completed'))
  expect(result.fields).toMatchObject({ job: jobId, by: 'Zoë' })
  expect(result.fileName).toMatch(/^result-\d\.bin$/)
  const out = await mkdtemp(join(folder, 'out-'))
  claims.saveAndAcknowledge(result.id, out)
  expect(await claims.idle(result.id)).toMatchObject({ outcome: 'acknowledged' })
  const [name = ''] = await readdir(out)
  expect((await readFile(join(out, name))).equals(await readFile(join(folder, name)))).toBe(true)
})

test('keeps the claim if a result is missing or cancelled', async () => {
  await at.submit()
  const id = await at.next()
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
  expect(await at.counts()).toEqual({ pending: '0/1', inprogress: '0/0', completed: '0/0' })
})

test('rejects dismissing a held or unknown claim', async () => {
  await at.submit()
  const id = await at.next()
  expect(() => claims.dismiss(id)).toThrow(expect.objectContaining({ code: 'BAD_REQUEST' }))
  expect(() => claims.dismiss('x')).toThrow(EngineError)
  await expect(claims.acknowledge('x')).rejects.toMatchObject({ code: 'CLAIM_NOT_FOUND' })
})

test('keeps 50 finished claims, and more while they can be undone', async () => {
  let now = Date.now()
  const timed = new Claims({ transfers, now: () => now })
  for (let count = 0; count < 52; count += 1) {
    await at.sendRaw('{}')
    await timed.acknowledge(await at.next('pending', timed))
  }
  expect(timed.snapshot().claims).toHaveLength(52)
  now += 60_000
  await at.sendRaw('{}')
  await timed.acknowledge(await at.next('pending', timed))
  expect(timed.snapshot().claims).toHaveLength(50)
  await timed.close()
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
  await at.submit(randomBytes(20 * 1024 * 1024))
  await at.submit()
  const saving = await at.next()
  await at.next()
  claims.saveAndAcknowledge(saving, folder)
  await until(transfers, () => (transfers.snapshot().transfers[0]?.bytesDone ?? 0) > 0)
  await claims.close()
  expect(await at.counts()).toMatchObject({ pending: '2/0' })
  expect(claims.snapshot().claims.map(({ outcome }) => outcome)).toEqual(['released', 'released'])
  expect(await readdir(folder)).toEqual([])
})
