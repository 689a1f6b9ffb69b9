import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { makeClock, type HeldClock } from '../testing/held-clock.ts'
import { sqsCallOf } from '../testing/proxies/holding-proxy.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { JobQueue, type Job } from './job-queue.ts'

let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue
let clock: HeldClock
let count = 0
/** The SQS calls so far. */
let calls: string[]
/** Called when a request arrives at the proxy. */
let onCall: (call: string) => void
const nothing = { visible: 0, inFlight: 0, delayed: 0 }

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
  proxy.respond((request) => note(sqsCallOf(request)), { status: 500 })
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  count += 1
  calls = []
  onCall = () => undefined
  clock = makeClock()
  queue = new JobQueue({
    config: { name: `r${count}`, layout: 'in-out', statuses: ['pending', 'inprogress', 'completed'] },
    clients: servers.clients({ sqsEndpoint: proxy.endpoint }),
    clock,
  })
  await queue.ensure()
})

/** Records a call, and lets it pass. */
function note(call: string): boolean {
  calls.push(call)
  onCall(call)
  return false
}

async function claim(leaseSeconds = 30): Promise<Job> {
  await queue.submit({ body: 'x' })
  const job = await queue.next('pending', { waitSeconds: 5, leaseSeconds })
  if (!job) throw new Error('No job arrived.')
  return job
}

/** Starts waiting for a job. Resolves once its poll has reached the server. */
async function startWaiting(signal: AbortSignal): Promise<{ readonly waiting: Promise<Job | null> }> {
  const arrived = Promise.withResolvers<void>()
  onCall = (call) => {
    if (call === 'ReceiveMessage') arrived.resolve()
  }
  const waiting = queue.next('pending', { signal })
  await arrived.promise
  return { waiting }
}

it('records when the message arrived, not only when the wait began', async () => {
  const began = clock.wall()
  const { waiting } = await startWaiting(new AbortController().signal)
  clock.suspend(5_000)
  await queue.submit({ body: 'x' })
  expect(await waiting).toMatchObject({ receivedAt: began, arrivedAt: began + 5_000 })
})

describe('a lease', () => {
  it('rejects acknowledge, start, complete and renew once it is over, and deletes nothing', async () => {
    const job = await claim()
    clock.suspend(30_000)
    await expectCode(queue.acknowledge(job), 'LEASE_LOST')
    expect((await queue.acknowledgeBatch([job]))[0]?.error).toMatchObject({ code: 'LEASE_LOST' })
    await expectCode(queue.start(job), 'LEASE_LOST')
    await expectCode(queue.complete(job, [{ body: 'one' }]), 'LEASE_LOST')
    await expectCode(queue.renew(job), 'LEASE_LOST')
    expect((await queue.depths()).pending).toEqual({ ...nothing, inFlight: 1 })
  })

  it.each(['one by one', 'as a batch'])('counts renewals made %s', async (how) => {
    const job = await claim()
    clock.suspend(20_000)
    const deadline =
      how === 'one by one'
        ? await queue.renew(job, { leaseSeconds: 60 })
        : (await queue.renewBatch([{ job, leaseSeconds: 60 }]))[0]
    expect(deadline).toBe(clock.wall() + 60_000)
    clock.suspend(59_999)
    await queue.acknowledge(job)
    expect((await queue.depths()).pending).toEqual(nothing)
  })

  it('can be made shorter by a renewal', async () => {
    const job = await claim(60)
    await queue.renew(job, { leaseSeconds: 10 })
    clock.suspend(10_000)
    await expectCode(queue.acknowledge(job), 'LEASE_LOST')
  })

  it('cannot be renewed beyond 12 hours, or with an unknown receipt handle', async () => {
    const job = await claim(43_000)
    await expectCode(queue.renew({ ...job, receiptHandle: 'none' }), 'LEASE_LOST')
    clock.suspend(42_900_000)
    const error = await expectCode(queue.renew(job, { leaseSeconds: 600 }), 'LEASE_LOST')
    expect(error.message).toContain('12 hours')
  })

  it('uses the times in the job if another process received it', async () => {
    const job = { ...(await claim()), receiptHandle: 'from elsewhere' }
    clock.suspend(29_999)
    queue.leases.of(job).check()
    clock.suspend(1)
    await expectCode(queue.acknowledge(job), 'LEASE_LOST')
  })

  it.each([16_000, 40_000])('is renewed at once if the poll took %i ms of it', async (pollMs) => {
    onCall = (call) => {
      if (call === 'ReceiveMessage') clock.suspend(pollMs)
    }
    const job = await claim()
    expect(calls.filter((call) => call === 'ChangeMessageVisibilityBatch')).toHaveLength(1)
    expect(queue.leases.of(job).leftMs()).toBe(30_000)
    expect(queue.leases.of(job).untilFinalMs()).toBe(12 * 3_600_000 - pollMs)
  })

  it('is not renewed after a short poll', async () => {
    const job = await claim()
    expect(calls).not.toContain('ChangeMessageVisibilityBatch')
    expect(queue.leases.of(job).leftMs()).toBe(30_000)
  })
})

describe('a cancelled wait', () => {
  it('rejects at once and leaves no job in flight', async () => {
    const stop = new AbortController()
    const { waiting } = await startWaiting(stop.signal)
    stop.abort()
    await expectCode(waiting, 'CANCELLED')
    await queue.submit({ body: 'x' })
    // The poll continues on its own, receives the job, and releases it.
    await queue.settle({ deadlineMs: 10_000 })
    expect((await queue.depths()).pending).toEqual({ ...nothing, visible: 1 })
    expect(await queue.next('pending')).toMatchObject({ receivedCount: 2 })
  })

  it('passes a job that it still receives to the next caller', async () => {
    const stop = new AbortController()
    const { waiting } = await startWaiting(stop.signal)
    stop.abort()
    await expectCode(waiting, 'CANCELLED')
    const next = queue.next('pending', { waitSeconds: 10 })
    const { jobId } = await queue.submit({ body: 'x' })
    expect(await next).toMatchObject({ id: jobId, receivedCount: 1 })
  })

  it('does not start if its signal has already fired', async () => {
    await expectCode(queue.next('pending', { signal: AbortSignal.abort() }), 'CANCELLED')
    await expectCode(queue.next('nope'), 'STATUS_UNKNOWN')
    expect(calls).not.toContain('ReceiveMessage')
  })

  it("is aborted at settle's deadline", async () => {
    const stop = new AbortController()
    const { waiting } = await startWaiting(stop.signal)
    stop.abort()
    await expectCode(waiting, 'CANCELLED')
    await expect(queue.settle({ deadlineMs: 0 })).resolves.toBeUndefined()
  })
})
