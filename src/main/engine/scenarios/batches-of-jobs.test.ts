import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { JobQueue, type Job, type JobOutcome } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { sqsCallOf, startHoldingProxy } from '../testing/proxies/holding-proxy.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue
let count = 0
let calls: string[]

beforeAll(async () => {
  servers = await startServers()
})
afterAll(() => servers.stop())
beforeEach(async () => {
  count += 1
  calls = []
  proxy = await startScriptedProxy(servers.sqsEndpoint)
  proxy.respond((request) => calls.push(sqsCallOf(request)) < 0, { status: 500 })
  const config = {
    name: `batch${count}`,
    layout: 'in-out' as const,
    statuses: ['pending', 'inprogress', 'completed'],
  }
  queue = new JobQueue({ config, clients: servers.clients({ sqsEndpoint: proxy.endpoint }) })
  await queue.ensure()
  return () => proxy.stop()
})

async function submit(number: number, status = 'pending'): Promise<string[]> {
  const keys = Array.from({ length: number }, (_, index) => `key-${index}`)
  await Promise.all(keys.map((key) => queue.submit({ key, body: '' }, { status })))
  return keys
}

const keysOf = (jobs: readonly Job[]): Set<string | null> => new Set(jobs.map(({ key }) => key))
const codesOf = (outcomes: readonly JobOutcome[]): (string | null)[] =>
  outcomes.map(({ error }) => error?.code ?? null)

test('claims up to ten jobs in one poll, and acknowledges ten per request', async () => {
  const keys = await submit(23)
  calls = []
  const jobs: Job[] = []
  while (jobs.length < 23) {
    const some = await queue.nextBatch('pending', { max: 10, leaseSeconds: 40 })
    expect(some.length).toBeGreaterThan(0)
    expect(some.length).toBeLessThanOrEqual(10)
    jobs.push(...some)
  }
  expect(keysOf(jobs)).toEqual(new Set(keys))
  expect(jobs[0]).toMatchObject({ status: 'pending', leaseMs: 40_000, receivedCount: 1, error: null })
  expect(await queue.nextBatch('pending', { waitSeconds: 0 })).toEqual([])
  const outcomes = await queue.acknowledgeBatch(jobs)
  expect(outcomes).toEqual(jobs.map((job) => ({ job, error: null })))
  expect(calls.filter((call) => call === 'DeleteMessageBatch')).toHaveLength(3)
  expect((await queue.depths()).pending).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
})

test('each job of a batch succeeds or fails on its own', async () => {
  await submit(3)
  await submit(1, 'inprogress')
  const jobs = await queue.nextBatch('pending')
  const other = await queue.next('inprogress')
  const [first, second, third] = jobs
  if (!first || !second || !third || !other) throw new Error('no jobs')
  await queue.release(second)
  const over = { ...third, receiptHandle: 'over', receivedAt: third.receivedAt - 30_000 }
  const unknown = { ...first, status: 'nowhere' }
  expect(codesOf(await queue.releaseBatch([second, first]))).toEqual(['LEASE_LOST', null])
  expect(codesOf(await queue.acknowledgeBatch([over, unknown, other]))).toEqual([
    'LEASE_LOST',
    'STATUS_UNKNOWN',
    null,
  ])
  expect((await queue.depths()).pending).toMatchObject({ visible: 2, inFlight: 1 })
  expect((await queue.depths()).inprogress).toMatchObject({ visible: 0, inFlight: 0 })
})

test('renews many leases, each by its own duration', async () => {
  await submit(2)
  const jobs = await queue.nextBatch('pending', { leaseSeconds: 5 })
  const before = Date.now()
  const [first, second] = await queue.renewBatch(
    jobs.map((job, index) => ({ job, leaseSeconds: index === 0 ? 60 : 50_000 })),
  )
  expect(first).toBeGreaterThanOrEqual(before + 60_000)
  expect(second).toMatchObject({ code: 'LEASE_LOST', message: expect.stringContaining('12 hours') })
})

test('a failed request fails each of its jobs, and deletes none of them', async () => {
  await submit(2)
  const jobs = await queue.nextBatch('pending')
  proxy.respond((request) => sqsCallOf(request) === 'DeleteMessageBatch', {
    status: 403,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'AccessDenied', message: 'no' }),
  })
  const outcomes = await queue.acknowledgeBatch(jobs)
  expect(outcomes.map(({ error }) => error?.code)).toEqual(['ACCESS_DENIED', 'ACCESS_DENIED'])
  proxy.reset()
  expect((await queue.acknowledgeBatch(jobs)).map(({ error }) => error)).toEqual([null, null])
})

test('an entry missing from the response gets its own request', async () => {
  await submit(1)
  const jobs = await queue.nextBatch('pending')
  proxy.respond((request) => sqsCallOf(request) === 'DeleteMessageBatch', {
    status: 200,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ Successful: [], Failed: [] }),
  })
  expect((await queue.acknowledgeBatch(jobs))[0]?.error).toBeNull()
  expect(await queue.depths()).toMatchObject({ pending: { visible: 0, inFlight: 0 } })
})

test('a cancelled batch passes its jobs to the next caller, or releases them', async () => {
  const abort = new AbortController()
  const left = queue.nextBatch('pending', { signal: abort.signal, waitSeconds: 5 })
  abort.abort()
  await expectCode(left, 'CANCELLED')
  await submit(2)
  await queue.settle({ deadlineMs: 10_000 })
  const jobs: Job[] = []
  while (jobs.length < 2) jobs.push(...(await queue.nextBatch('pending', { waitSeconds: 1 })))
  expect(keysOf(jobs)).toEqual(new Set(['key-0', 'key-1']))
})

test('a delete is aborted when the lease ends before the server responds', async () => {
  await submit(3)
  const hanging = await startHoldingProxy(servers.sqsEndpoint)
  queue.reconnect(servers.clients({ sqsEndpoint: hanging.endpoint }))
  const jobs: Job[] = []
  while (jobs.length < 3) jobs.push(...(await queue.nextBatch('pending', { leaseSeconds: 2 })))
  hanging.hold((request) => sqsCallOf(request).startsWith('DeleteMessage'))
  const [first, ...others] = jobs
  if (!first) throw new Error('No job arrived.')
  const one = expectCode(queue.acknowledge(first), 'LEASE_LOST')
  expect(codesOf(await queue.acknowledgeBatch(others))).toEqual(['LEASE_LOST', 'LEASE_LOST'])
  expect((await one).message).toContain('before the server responded')
  expect(hanging.held).toBe(2)
  await hanging.stop()
})

test('a batch that is too large is rejected without a request', async () => {
  for (const max of [0, 11, 1.5]) await expectCode(queue.nextBatch('pending', { max }), 'BAD_REQUEST')
  expect(calls).not.toContain('ReceiveMessage')
})
