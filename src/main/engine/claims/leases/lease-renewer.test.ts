import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { LeaseRenewer } from './lease-renewer.ts'
import { JobQueue } from '../../job-queue/job-queue.ts'
import type { Job } from '../../protocol/job.ts'
import type { Lease } from './lease.ts'
import { startScriptedProxy, type ScriptedProxy } from '../../testing/proxies/scripted-proxy.ts'
import { makeClock, type HeldClock } from '../../testing/held-clock.ts'
import { sqsCallOf, startHoldingProxy } from '../../testing/proxies/holding-proxy.ts'
import { startServers, type TestServers } from '../../testing/servers.ts'

const renewal = 'ChangeMessageVisibilityBatch'

let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue
let count = 0
let renewer: LeaseRenewer
let clock: HeldClock
let leases: Lease[]
/** The number of renewal requests that the server received. */
let batches: number
/** Returns true if the server rejects the renewal request with this number. */
let refuses: (batch: number) => boolean
let changed: (() => void) | null

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
  proxy.respond((request) => sqsCallOf(request) === renewal && refuses((batches += 1)), {
    status: 503,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: '{}',
  })
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  count += 1
  const config = { name: `renewed${count}`, layout: 'in-out' as const, statuses: ['pending'] }
  clock = makeClock()
  queue = new JobQueue({ config, clients: servers.clients({ sqsEndpoint: proxy.endpoint }), clock })
  await queue.ensure()
  renewer = new LeaseRenewer(clock)
  leases = []
  batches = 0
  refuses = () => false
  changed = null
})
afterEach(() => renewer.close())

async function claimed(number: number): Promise<Job[]> {
  await Promise.all(Array.from({ length: number }, () => queue.submit({ body: '' })))
  const jobs: Job[] = []
  while (jobs.length < number) jobs.push(...(await queue.nextBatch('pending')))
  for (const job of jobs) {
    const lease = renewer.lease({
      deadline: queue.leases.of(job),
      target: () => ({ queue, job }),
      onChange: () => changed?.(),
    })
    lease.start()
    leases.push(lease)
  }
  return jobs
}

/** Waits until every lease meets a condition. */
async function untilAll(isTrue: (lease: Lease) => boolean): Promise<void> {
  while (!leases.every(isTrue)) {
    await new Promise<void>((resolve) => {
      changed = resolve
    })
  }
}

const isRenewed = (lease: Lease): boolean => lease.state().deadline >= clock.wall() + 28_000

test('renews 25 claims together, ten per request, although each has its own jitter', async () => {
  let turn = 0
  clock.random = () => [0.1, 0.5, 0.9][(turn += 1) % 3] ?? 0
  await claimed(25)
  await clock.pass(10_999)
  await untilAll(isRenewed)
  expect(batches).toBe(3)
  expect(leases.every((lease) => lease.held)).toBe(true)
})

test('loses only the lease that the server rejects', async () => {
  const [taken] = await claimed(5)
  if (taken) await queue.release(taken)
  await clock.pass(11_000)
  await untilAll((lease) => lease.state().state === 'lost' || isRenewed(lease))
  expect(leases.map((lease) => lease.state().state)).toEqual(['lost', 'held', 'held', 'held', 'held'])
  expect(leases[0]?.state().error?.message).toContain('another worker has the job')
})

test('retries only the renewals that failed', async () => {
  await claimed(11)
  refuses = (batch) => batch === 1
  await clock.pass(11_000)
  await untilAll((lease) => lease.state().error !== null || isRenewed(lease))
  const failed = leases.filter((lease) => lease.state().error !== null)
  expect([1, 10]).toContain(failed.length)
  expect(failed[0]?.state()).toMatchObject({ state: 'held', error: { code: 'THROTTLED' } })
  expect(batches).toBe(2)
  await clock.pass(1_500)
  await untilAll((lease) => lease.state().error === null)
  expect(batches).toBe(3)
})

test('notices a sleep within a second of resuming, and renews at once', async () => {
  await claimed(3)
  clock.sleep(20_000)
  await clock.pass(1_000)
  await untilAll(isRenewed)
  expect(batches).toBe(1)
})

test('notices a wall clock change within a second, and renews at once', async () => {
  for (const jump of [-7_200_000, 7_200_000]) {
    batches = 0
    leases = []
    await claimed(1)
    clock.suspend(5_000)
    clock.set(jump)
    await clock.pass(1_000)
    await untilAll(isRenewed)
    expect(leases[0]?.held).toBe(true)
    expect(batches).toBe(1)
    await leases[0]?.end()
  }
})

test('aborts a renewal that was in flight during a sleep, and sends it again', async () => {
  const hanging = await startHoldingProxy(servers.sqsEndpoint)
  queue.reconnect(servers.clients({ sqsEndpoint: hanging.endpoint }))
  await claimed(1)
  const arrived = new Promise<void>((resolve) => {
    hanging.hold((request) => {
      if (sqsCallOf(request) !== renewal || hanging.held > 0) return false
      resolve()
      return true
    })
  })
  await clock.pass(10_000)
  await arrived
  clock.sleep(5_000)
  renewer.onResume()
  while (clock.waiting < 3) await new Promise((resolve) => setImmediate(resolve))
  await clock.pass(0)
  await untilAll(isRenewed)
  expect(hanging.held).toBe(1)
  expect(leases[0]?.state()).toMatchObject({ state: 'held', error: null })
  await hanging.stop()
})

test('renews while every other socket is blocked', async () => {
  const hanging = await startHoldingProxy(servers.sqsEndpoint)
  const clients = servers.clients({ sqsEndpoint: hanging.endpoint })
  queue.reconnect(clients)
  await claimed(1)
  await new Promise<void>((resolve) => {
    hanging.hold((request) => {
      if (hanging.held >= 127) resolve()
      return ['DeleteMessage', 'ReceiveMessage'].includes(sqsCallOf(request))
    })
    const job = { status: 'pending', receivedAt: clock.wall(), leaseMs: 30_000 } as Job
    for (let index = 0; index < 70; index += 1) {
      void queue.acknowledge({ ...job, receiptHandle: 'x' }).catch(() => null)
      void queue.next('pending').catch(() => null)
    }
  })
  clock.suspend(5_000)
  renewer.onResume()
  await untilAll(isRenewed)
  expect(leases[0]?.state().error).toBeNull()
  clients.close()
  await hanging.stop()
})
