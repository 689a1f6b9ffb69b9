import { randomUUID } from 'node:crypto'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueuesSnapshot, QueueState } from '../../../shared/queues/queues.ts'
import { CircuitBreaker } from '../aws/transport/circuit-breaker.ts'
import { createClients, type EngineClients } from '../aws/transport/clients.ts'
import { RequestBudget } from '../depths/request-budget.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startListingServer, type ListingServer } from '../testing/proxies/listing-server.ts'
import { manualClock, type ManualClock } from '../testing/manual-clock.ts'
import { MemoryJobStore } from '../testing/memory-job-store.ts'
import { testKeys, testRegion } from '../testing/servers.ts'
import { ResultFinder } from './result-finder.ts'
import type { NewResults } from './queue-search.ts'

const minuteMs = 60_000
const statuses = ['pending', 'completed']

let server: ListingServer
let clients: EngineClients
let queues: Map<string, JobQueue>
let clock: ManualClock
let store: MemoryJobStore
let budget: RequestBudget
let finder: ResultFinder
let found: NewResults[]
let circuit: CircuitBreaker | null

beforeAll(async () => {
  server = await startListingServer()
  const { endpoint } = server
  clients = createClients({
    region: testRegion,
    credentials: testKeys,
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
  })
  queues = new Map(
    ['demo', 'other'].map((name) => [
      name,
      new JobQueue({ config: { name, layout: 'in-out', statuses }, clients }),
    ]),
  )
})
afterAll(async () => {
  clients.close()
  await server.stop()
})

beforeEach(() => {
  server.reset()
  // The jobs were sent one second apart, starting at the epoch.
  clock = manualClock(10 * minuteMs)
  store = new MemoryJobStore()
  budget = new RequestBudget(10_000, clock.now)
  circuit = null
  finder = makeFinder()
})
afterEach(async () => {
  finder.close()
  await finder.settled()
})

function makeFinder(): ResultFinder {
  const made = new ResultFinder({
    store,
    connections: {
      queueOn: (_connectionId, name) => queues.get(name) ?? null,
      circuitFor: () => circuit,
    },
    budgetOf: () => budget,
    now: clock.now,
    after: clock.after,
  })
  found = []
  made.onFound((results) => found.push(results))
  return made
}

/** Advances the time, and waits for the searches that become due. */
const pass = (ms: number): Promise<void> => clock.pass(ms, () => finder.settled())

function watchDemo(): void {
  finder.setQueues(['demo', 'other'], 'local')
  finder.watch('demo')
}

/** Adds a job that was just sent. */
const send = (queue = 'demo'): string => {
  const messageId = randomUUID()
  store.add({ queue, messageId, createdAt: clock.now() })
  return messageId
}

const depths = (pending: number, completed = 0): QueuesSnapshot => {
  const state = {
    config: { name: 'demo', layout: 'in-out', statuses },
    statusQueues: [pending, completed].map((visible, index) => ({
      status: statuses[index] ?? '',
      depth: { visible, inFlight: 0, delayed: 0 },
      readAt: 1,
      history: [],
    })),
    refreshedAt: 1,
    intervalMs: null,
    error: null,
  }
  // Other parts of the state do not matter here.
  const queue = state as unknown as QueueState
  return { revision: 1, connectionId: 'local', queues: [queue], requestsPerHour: 0 }
}

const results = (id: number): number => store.jobsInOrder[id - 1]?.stored.results.found ?? 0

describe('the job queue on screen', () => {
  it('is searched at once, and the results are recorded', async () => {
    const [one, other] = [send(), send()]
    server.keys = [`${one}-a.txt`, `${one}-b.txt`, `${other}-c.txt`, `${randomUUID()}-d.txt`]
    watchDemo()
    await pass(0)
    expect(found).toEqual([{ connectionId: 'local', queue: 'demo', jobs: 2, jobId: null, results: 3 }])
    expect([results(1), results(2)]).toEqual([2, 1])
    expect(server.listings).toHaveLength(1)
  })

  it('needs no requests without a waiting job', async () => {
    store.add({ state: 'finished', messageId: randomUUID() })
    watchDemo()
    await pass(60 * minuteMs)
    expect(server.listings).toEqual([])
  })

  it('is searched less and less often while nothing happens', async () => {
    send()
    watchDemo()
    await pass(minuteMs)
    const first = server.listings.length
    expect(first).toBeGreaterThan(3)
    await pass(59 * minuteMs)
    const perHour = server.listings.length
    // The search interval for an old job is a tenth of its age.
    expect(perHour - first).toBeLessThan(25)
    await pass(7 * 60 * minuteMs)
    expect(server.listings.length - perHour).toBeLessThan(25)
  })

  it('is searched for all jobs at once when the count of completed ones rises', async () => {
    const id = send()
    watchDemo()
    finder.noteDepths(depths(1))
    await pass(30 * minuteMs)
    server.keys = [`${id}-a.txt`]
    const before = server.listings.length
    finder.noteDepths(depths(0, 1))
    await pass(1_000)
    expect(server.listings).toHaveLength(before + 1)
    expect(results(1)).toBe(1)
  })

  it('is searched when a job leaves pending, for workers that send no message', async () => {
    const id = send()
    watchDemo()
    finder.noteDepths(depths(3))
    await pass(30 * minuteMs)
    server.keys = [`${id}-a.txt`]
    finder.noteDepths(depths(2))
    await pass(1_000)
    expect(results(1)).toBe(1)
  })

  it('is searched at once on request, even if the budget is low', async () => {
    const id = send()
    watchDemo()
    await pass(30 * minuteMs)
    while (budget.fill() > 0.1) budget.tryTake(10)
    server.keys = [`${id}-a.txt`]
    await finder.search('demo')
    expect(results(1)).toBe(1)
  })

  it('finds the second result of a job that already has one', async () => {
    const id = send()
    server.keys = [`${id}-a.txt`]
    watchDemo()
    await pass(0)
    server.keys = [...server.keys, `${id}-b.txt`]
    await pass(10_000)
    expect(results(1)).toBe(2)
    expect(found).toHaveLength(2)
  })

  it('finds a result that comes long after the first one', async () => {
    const id = send()
    server.keys = [`${id}-a.txt`]
    watchDemo()
    await pass(10 * minuteMs)
    const listed = server.listings.length
    server.keys = [...server.keys, `${id}-b.txt`]
    await pass(6 * minuteMs)
    expect(results(1)).toBe(2)
    expect(found).toMatchObject([{ results: 1 }, { results: 1 }])
    await pass(24 * 60 * minuteMs)
    // The searches become less and less frequent.
    expect(server.listings.length - listed).toBeLessThan(60)
  })

  it('reads the names of objects without a meaningful key', async () => {
    const id = send()
    server.keys = [`${id}-output`]
    watchDemo()
    await pass(0)
    expect((await store.describe(1))?.results).toMatchObject([{ name: 'output' }])
  })
})

describe('other job queues', () => {
  it('are searched rarely, and only for recent jobs', async () => {
    const id = send('other')
    store.add({ queue: 'other', messageId: randomUUID(), createdAt: clock.now() - 25 * 60 * minuteMs })
    server.keys = [`${id}-a.txt`]
    watchDemo()
    await pass(minuteMs)
    expect(found).toMatchObject([{ queue: 'other', jobId: 1, results: 1 }])
    // Both were searched for, but only the recent one by its prefix.
    expect(server.listings.every(({ prefix }) => prefix === `${id}-`)).toBe(true)
  })

  it('are forgotten with their connection', async () => {
    send()
    watchDemo()
    finder.setQueues([], 'far away')
    await pass(60 * minuteMs)
    expect(server.listings).toEqual([])
  })
})

describe('a search', () => {
  it('waits until the window is visible', async () => {
    const id = send()
    server.keys = [`${id}-a.txt`]
    finder.setVisible(false)
    watchDemo()
    await pass(60 * minuteMs)
    expect(server.listings).toEqual([])
    finder.setVisible(true)
    await pass(0)
    expect(results(1)).toBe(1)
  })

  it('runs while the window is hidden if the user has chosen that', async () => {
    const id = send()
    server.keys = [`${id}-a.txt`]
    finder.setVisible(false)
    finder.setWhen('always')
    watchDemo()
    await pass(minuteMs)
    expect(results(1)).toBe(1)
  })

  it('never runs if the user has turned it off', async () => {
    send()
    finder.setWhen('never')
    watchDemo()
    await pass(60 * minuteMs)
    await finder.search('demo')
    expect(server.listings).toEqual([])
  })

  it('waits while the connection is down', async () => {
    send()
    circuit = new CircuitBreaker({ probe: () => Promise.reject(new EngineError('OFFLINE')) } as never)
    circuit.report(new EngineError('OFFLINE'))
    watchDemo()
    await pass(minuteMs)
    expect(server.listings).toEqual([])
  })
})

describe('the budget', () => {
  it('is shared with the depths, which come first', async () => {
    send()
    while (budget.fill() > 0.3) budget.tryTake(10)
    watchDemo()
    await pass(0)
    expect(server.listings).toEqual([])
  })

  it('is charged for each listing', async () => {
    send()
    const before = budget.fill()
    watchDemo()
    await pass(0)
    expect(server.listings).toHaveLength(1)
    expect((before - budget.fill()) * 10_000 * (1 / 8)).toBeCloseTo(1)
  })

  it('limits a search, which then continues where it stopped', async () => {
    const ids = Array.from({ length: 25 }, (_, index) => {
      const messageId = (index * 10).toString(16).padStart(2, '0') + randomUUID().slice(2)
      store.add({ messageId, createdAt: clock.now() })
      return messageId
    })
    server.keys = [
      ...Array.from({ length: 30_000 }, () => `${randomUUID()}-x.txt`),
      ...ids.map((id) => `${id}-a.txt`),
    ]
    watchDemo()
    await pass(0)
    expect(server.listings).toHaveLength(20)
    await pass(30_000)
    expect(store.jobsInOrder.filter(({ stored }) => stored.results.found === 1)).toHaveLength(25)
  })
})

describe('keys without permission to list the bucket', () => {
  it('are retried less and less often', async () => {
    send()
    server.refusal = 403
    watchDemo()
    await pass(10 * minuteMs)
    expect(found).toEqual([])
    server.refusal = null
    const before = server.listings.length
    await pass(10 * minuteMs)
    expect(server.listings.length).toBeGreaterThan(before)
  })
})
