import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it, vi } from 'vitest'
import { noClaimJournal } from '../claims/claim-journal.ts'
import { Claims } from '../claims/claims.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { startBench, until } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

const hourMs = 3_600_000

let bench: TestBench
let queue: JobQueue

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  vi.useFakeTimers({ toFake: ['Date'], now: Date.now() })
})
afterEach(() => vi.useRealTimers())

/** Sets the wall clock, like a user or a time server. */
function setClock(byMs: number): void {
  vi.setSystemTime(Date.now() + byMs)
}

describe.each([
  ['forward', 13 * hourMs],
  ['back', -13 * hourMs],
])('a wall clock set %s between a claim and its renewal', (_, byMs) => {
  it('loses no claim, and each can be renewed and acknowledged', async () => {
    const transfers = new Transfers()
    let renewals = 0
    const journal = { ...noClaimJournal, renew: () => void (renewals += 1) }
    const claims = new Claims({ transfers, journal })
    await queue.submit({ body: '' })
    const id = (await claims.next(queue, 'local', 'pending')) ?? ''
    setClock(byMs)
    claims.onResume()
    await until(claims, () => renewals > 0 || claims.snapshot().claims[0]?.lease.state === 'lost')
    await claims.acknowledge(id)
    expect(await queue.depths()).toMatchObject({ pending: { visible: 0, inFlight: 0 } })
    await claims.close()
    await transfers.close()
  })

  it('does not keep a script from renewing and acknowledging its job', async () => {
    await queue.submit({ body: '' })
    const job = await queue.next('pending')
    if (job === null) throw new Error('No job arrived.')
    setClock(byMs)
    expect(await queue.renew(job, { leaseSeconds: 60 })).toBe(Date.now() + 60_000)
    await queue.acknowledge(job)
    expect(await queue.depths()).toMatchObject({ pending: { visible: 0, inFlight: 0 } })
  })
})
