import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { LeaseState } from '../../../shared/jobs/claims.ts'
import { Claims } from '../claims/claims.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { MemoryClaimJournal } from '../testing/memory-claim-journal.ts'
import { startBench, until, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let queue: JobQueue
let proxy: ScriptedProxy
let claims: Claims
let journal: MemoryClaimJournal

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  proxy = await startScriptedProxy(bench.servers.sqsEndpoint)
  const { config } = await bench.queue()
  queue = new JobQueue({ config, clients: bench.servers.clients({ sqsEndpoint: proxy.endpoint }) })
  journal = new MemoryClaimJournal()
  claims = new Claims({ transfers: new Transfers(), journal, leaseSeconds: 2 })
})
afterEach(async () => {
  await claims.close({ deadlineMs: 100 })
  await proxy.stop()
})

async function claimSome(number: number): Promise<void> {
  await Promise.all(
    Array.from({ length: number }, (_, index) => queue.submit({ key: `k${index}`, body: '' })),
  )
  let claimed = 0
  while (claimed < number) claimed += (await claims.nextBatch(queue, 'local', 'pending')).length
}

const leases = (): LeaseState[] => claims.snapshot().claims.map(({ lease }) => lease)
const whenAllLost = (): Promise<unknown> =>
  until(claims, () => leases().every(({ state }) => state === 'lost'))

test('an outage longer than the lease loses every claim, with the reason', async () => {
  await claimSome(12)
  proxy.respond(() => true, { status: 503, headers: { 'content-type': 'application/json' }, body: '{}' })
  await until(claims, () => leases().every(({ error }) => error !== null))
  expect(leases().map(({ state }) => state)).not.toContain('lost')
  await whenAllLost()
  for (const { error } of leases()) {
    expect(error).toMatchObject({
      code: 'LEASE_LOST',
      message: expect.stringMatching(/^The lease of 2 s ran out, because it could not be renewed: /),
      hint: expect.stringContaining('its files can still be saved'),
    })
  }
  proxy.reset()
  const ids = claims.snapshot().claims.map(({ id }) => id)
  const tries = await Promise.allSettled(ids.map((id) => claims.acknowledge(id)))
  expect(tries.map(({ status }) => status)).not.toContain('fulfilled')
  expect(journal.ends).toHaveLength(12)
  expect(new Set(journal.ends.map(({ outcome }) => outcome))).toEqual(new Set(['lost']))
})

test('an outage shorter than the lease loses no claim', async () => {
  await claimSome(3)
  proxy.respond(() => true, { status: 503, headers: { 'content-type': 'application/json' }, body: '{}' })
  await until(claims, () => leases().every(({ error }) => error !== null))
  proxy.reset()
  await until(claims, () => leases().every(({ error, state }) => error === null && state === 'held'))
  await Promise.all(claims.snapshot().claims.map(({ id }) => claims.acknowledge(id)))
  expect((await queue.depths()).pending).toMatchObject({ visible: 0, inFlight: 0 })
})

test('only the claim that another consumer received is lost', async () => {
  await claimSome(2)
  const [first, second] = claims.snapshot().claims
  const held = journal.held.get(first?.id ?? '')
  if (held === undefined || second === undefined) throw new Error('nothing held')
  await queue.releaseBatch([
    {
      ...held,
      id: held.jobId,
      fields: {},
      bucket: null,
      key: null,
      format: null,
      unopened: 0,
      error: null,
      foreign: false,
    },
  ])
  expect((await queue.next('pending'))?.id).toBe(held.jobId)
  await until(claims, () => leases().some(({ state }) => state === 'lost'))
  const states = Object.fromEntries(claims.snapshot().claims.map(({ id, lease }) => [id, lease.state]))
  expect(states).toEqual({ [held.id]: 'lost', [second.id]: 'held' })
})

test('acknowledging waits for the renewal in flight', async () => {
  await claimSome(1)
  const id = claims.snapshot().claims[0]?.id ?? ''
  const order: string[] = []
  let begun: (() => void) | null = null
  const renewing = new Promise<void>((resolve) => {
    begun = resolve
  })
  const [renew, acknowledge] = [queue.renewBatch.bind(queue), queue.acknowledgeBatch.bind(queue)]
  queue.renewBatch = async (...of) => {
    begun?.()
    const outcomes = await renew(...of)
    order.push('renewed')
    return outcomes
  }
  queue.acknowledgeBatch = async (...of) => {
    order.push('deleting')
    return acknowledge(...of)
  }
  claims.onResume()
  await renewing
  await claims.acknowledge(id)
  expect(order).toEqual(['renewed', 'deleting'])
})
