import { mkdtemp, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { claimsSnapshot, type Claim } from '../../../shared/jobs/claims.ts'
import type { HeldClaim } from './claim-journal.ts'
import { Claims } from './claims.ts'
import { EngineError } from '../errors/engine-error.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { MemoryClaimJournal } from '../testing/memory-claim-journal.ts'
import { startBench, until } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import type { UnfinishedSave } from '../transfers/transfer-journal.ts'
import type { ConnectionLookup } from '../transfers/connection-lookup.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let queue: JobQueue
let journal: MemoryClaimJournal
let transfers: Transfers
let claims: Claims
/** True if the connection is ready after the restart. */
let isConnected: boolean

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  journal = new MemoryClaimJournal()
  isConnected = true
  start()
})
afterEach(async () => {
  await claims.close()
  await transfers.close()
})

const connections: ConnectionLookup = {
  queueOn: (connectionId, name) =>
    isConnected && connectionId === 'local' && name === queue.config.name ? queue : null,
  circuitFor: () => null,
}

function start(leaseSeconds = 20): void {
  transfers = new Transfers({ connections })
  claims = new Claims({
    transfers,
    journal,
    leaseSeconds,
    connections,
  })
}

/** Stops the app without releasing its claims, like a crash, and starts it again. */
async function restart(): Promise<HeldClaim[]> {
  await claims.close({ keep: true })
  await transfers.close()
  start()
  return [...journal.held.values()]
}

async function claimOne(key = 'cat'): Promise<string> {
  await queue.submit({ key, body: 'meow', fields: { filename: 'cat.txt' } })
  const id = await claims.next(queue, 'local', 'pending')
  if (id === null) throw new Error('no job arrived')
  return id
}

function claimOf(id: string): Claim {
  const found = claimsSnapshot.parse(claims.snapshot()).claims.find((one) => one.id === id)
  if (found === undefined) throw new Error('no such claim')
  return found
}

const whenRecovered = (id: string): Promise<Claim> =>
  until(claims, () => [claimOf(id)].find(({ phase }) => phase === 'recovered'))
const whenLost = (id: string): Promise<Claim> =>
  until(claims, () => [claimOf(id)].find(({ lease }) => lease.state === 'lost'))
const pending = async (): Promise<unknown> => (await queue.depths()).pending

test('saves a claim before it is listed', async () => {
  const id = await claimOne()
  expect(journal.held.get(id)).toMatchObject({ jobId: claimOf(id).jobId, queue: queue.config.name })
  await claims.acknowledge(id)
  expect(journal.ends).toEqual([{ id, outcome: 'acknowledged' }])
})

test('releases a job that cannot be saved', async () => {
  journal.failure = new EngineError('DISK_FULL')
  await queue.submit({ body: '' })
  await expect(claims.nextBatch(queue, 'local', 'pending')).rejects.toMatchObject({ code: 'DISK_FULL' })
  expect(claims.snapshot().claims).toEqual([])
  expect(await pending()).toMatchObject({ visible: 1, inFlight: 0 })
})

test('recovers a claim after a restart, renews it, and acknowledges it', async () => {
  const id = await claimOne()
  claims.save(id, { folder: await mkdtemp(join(bench.servers.folder, 'saved-')) })
  await claims.idle(id)
  const before = claimOf(id)
  const held = await restart()
  claims.recover(held)
  const claim = await whenRecovered(id)
  expect(claim).toMatchObject({
    jobId: before.jobId,
    fields: before.fields,
    saved: before.saved,
    lease: { state: 'held', error: null },
  })
  expect(claim.events.map(({ what }) => what)).toEqual(
    expect.arrayContaining(['claimed', 'saved', 'adopted']),
  )
  expect(journal.held.get(id)?.deadline).toBeGreaterThan(before.lease.deadline)
  expect(await pending()).toMatchObject({ visible: 0, inFlight: 1 })
  await claims.acknowledge(id)
  expect(await pending()).toMatchObject({ visible: 0, inFlight: 0 })
  expect(journal.held.size).toBe(0)
})

test('reports a claim as lost, once, if its lease ended in the meantime, but can still save its payload', async () => {
  const id = await claimOne()
  const held = (await restart()).map((claim) => ({ ...claim, deadline: Date.now() - 600_000 }))
  claims.recover(held)
  expect(claimOf(id).lease).toMatchObject({
    state: 'lost',
    error: { message: 'Remotejob was not running when the lease ended, 10 min ago.' },
  })
  await expect(claims.acknowledge(id)).rejects.toMatchObject({ code: 'LEASE_LOST' })
  const folder = await mkdtemp(join(bench.servers.folder, 'lost-'))
  claims.save(id, { folder })
  expect(await claims.idle(id)).toMatchObject({ saved: { fileName: 'cat.txt' }, outcome: null })
  expect(await readFile(join(folder, 'cat.txt'), 'utf8')).toBe('meow')
  expect(journal.ends).toEqual([{ id, outcome: 'lost' }])
  expect(await restart()).toEqual([])
})

test('loses a claim if the server rejects the renewal, because another worker has the message', async () => {
  const id = await claimOne()
  const held = await restart()
  const [job] = await queue.nextBatch('pending', { waitSeconds: 0 })
  expect(job).toBeUndefined()
  await queue.release({ ...(held[0] as unknown as Parameters<JobQueue['release']>[0]) })
  expect(await queue.next('pending')).not.toBeNull()
  claims.recover(held)
  expect((await whenLost(id)).lease.error?.message).toContain('another worker has the job')
  expect(await pending()).toMatchObject({ visible: 0, inFlight: 1 })
})

test('does nothing with a claim until its connection is ready', async () => {
  const id = await claimOne()
  const held = await restart()
  isConnected = false
  claims.recover(held)
  expect(claimOf(id)).toMatchObject({ phase: 'waiting', lease: { state: 'held' }, jobId: held[0]?.jobId })
  await expect(claims.acknowledge(id)).rejects.toMatchObject({ code: 'NOT_CONNECTED' })
  expect(() => claims.save(id, { folder: '/' })).toThrow(expect.objectContaining({ code: 'NOT_CONNECTED' }))
  expect(claimOf(id).activity).toBe('idle')
  isConnected = true
  claims.onConnected('local')
  await whenRecovered(id)
  await claims.release(id)
})

test('loses a claim if its connection is not ready in time', async () => {
  const id = await claimOne()
  const [held] = await restart()
  if (!held) throw new Error('nothing held')
  isConnected = false
  claims.recover([{ ...held, deadline: Date.now() + 300 }])
  expect((await whenLost(id)).lease.error).toMatchObject({
    message: 'The lease ran out before its connection was ready again.',
  })
  isConnected = true
  claims.onConnected('local')
  claims.save(id, { folder: await mkdtemp(join(bench.servers.folder, 'late-')) })
  expect(await claims.idle(id)).toMatchObject({ saved: { fileName: 'cat.txt' } })
})

/** Restarts the app during a save-and-acknowledge. */
async function restartWhileSaving(folder: string): Promise<{
  readonly held: HeldClaim[]
  readonly saves: UnfinishedSave[]
}> {
  const held = await restart()
  const saves = held.map((claim): UnfinishedSave => ({
    id: `save-${claim.id}`,
    connectionId: 'local',
    queue: claim.queue,
    direction: 'in',
    bucket: queue.names.bucket('in'),
    key: 'cat',
    claimId: claim.id,
    acknowledge: true,
    target: { folder },
    name: 'cat.txt',
    bytesTotal: null,
    createdAt: Date.now(),
    step: 'planned',
    partPath: null,
  }))
  return { held, saves }
}

test('continues a save-and-acknowledge after a crash, and finishes the claim', async () => {
  const id = await claimOne()
  const folder = await mkdtemp(join(bench.servers.folder, 'resumed-'))
  const { held, saves } = await restartWhileSaving(folder)
  isConnected = false
  transfers.recover({ saves })
  claims.recover(held, saves)
  expect(claimOf(id)).toMatchObject({ phase: 'waiting', activity: 'saving' })
  isConnected = true
  transfers.resumeConnection('local')
  claims.onConnected('local')
  const claim = await until(claims, () => [claimOf(id)].find(({ activity }) => activity === 'idle'))
  expect(claim).toMatchObject({ outcome: 'acknowledged', saved: { fileName: 'cat.txt' }, error: null })
  expect(await readFile(join(folder, 'cat.txt'), 'utf8')).toBe('meow')
  expect(await pending()).toMatchObject({ visible: 0, inFlight: 0 })
})

test('continues a save of a lost claim too, but acknowledges nothing', async () => {
  const id = await claimOne()
  const folder = await mkdtemp(join(bench.servers.folder, 'resumed-'))
  const { held, saves } = await restartWhileSaving(folder)
  transfers.recover({ saves })
  claims.recover(
    held.map((claim) => ({ ...claim, deadline: Date.now() - 5_000 })),
    saves,
  )
  const claim = await until(claims, () => [claimOf(id)].find(({ activity }) => activity === 'idle'))
  expect(claim).toMatchObject({
    outcome: null,
    lease: { state: 'lost' },
    saved: { fileName: 'cat.txt' },
    error: { code: 'LEASE_LOST', message: expect.stringContaining('was not running') },
  })
  expect(await pending()).toMatchObject({ visible: 0, inFlight: 1 })
})

test('recognises a duplicate message by its key', async () => {
  const first = await claimOne('same-key')
  await queue.trigger('same-key')
  const second = await claims.next(queue, 'local', 'pending')
  expect(claimOf(second ?? '').duplicate).toMatchObject({ jobId: claimOf(first).jobId, is: 'held' })
  expect(claimOf(first).duplicate).toBeNull()
  await claims.acknowledge(first)
  await claims.acknowledge(second ?? '')
  await queue.trigger('same-key')
  const third = await claims.next(queue, 'local', 'pending')
  expect(claimOf(third ?? '').duplicate).toMatchObject({ is: 'done' })
  await claims.release(third ?? '')
  const again = await claims.next(queue, 'local', 'pending')
  expect(claimOf(again ?? '').duplicate).toMatchObject({ jobId: claimOf(second ?? '').jobId })
})

test('recognises one message that is delivered twice', async () => {
  const first = await claimOne('twice')
  const receiptHandle = journal.held.get(first)?.receiptHandle ?? ''
  const sqs = new SqsQueue(bench.servers.clients(), queue.names.queue('pending'))
  await sqs.changeVisibilityBatch([{ receiptHandle, seconds: 0 }])
  const again = await claims.next(queue, 'local', 'pending')
  expect(claimOf(again ?? '')).toMatchObject({
    jobId: claimOf(first).jobId,
    duplicate: { jobId: claimOf(first).jobId, is: 'held' },
  })
})

test('recognises a duplicate of a job finished in a previous session', async () => {
  journal.done = 1_000
  const id = await claimOne()
  const claim = await until(claims, () => [claimOf(id)].find(({ duplicate }) => duplicate !== null))
  expect(claim.duplicate).toEqual({ jobId: null, is: 'done', at: 1_000 })
})

test('does not mistake a released job that is received again for a duplicate', async () => {
  const id = await claimOne()
  await claims.release(id)
  const again = await claims.next(queue, 'local', 'pending')
  expect(claimOf(again ?? '').duplicate).toBeNull()
})

test('releases all claims on quit, or keeps them until their leases end', async () => {
  for (let index = 0; index < 12; index += 1) await claimOne(`k${index}`)
  await restart()
  expect(await pending()).toMatchObject({ visible: 0, inFlight: 12 })
  claims.recover([...journal.held.values()])
  await until(claims, () => claims.snapshot().claims.every(({ phase }) => phase === 'recovered'))
  await claims.close()
  expect(await pending()).toMatchObject({ visible: 12, inFlight: 0 })
  expect(journal.held.size).toBe(0)
})
