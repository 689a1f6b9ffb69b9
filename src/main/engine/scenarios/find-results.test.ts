import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { EngineClients } from '../aws/transport/clients.ts'
import { RequestBudget } from '../depths/request-budget.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { MemoryJobStore } from '../testing/memory-job-store.ts'
import { Peer } from '../testing/peer.ts'
import { startServers, testKeys, type TestServers } from '../testing/servers.ts'
import { ResultFinder } from '../results/result-finder.ts'

const statuses = ['pending', 'completed']

let servers: TestServers
let clients: EngineClients
let store: MemoryJobStore
let queue: JobQueue
let peer: Peer
let finder: ResultFinder
let names = 0

beforeAll(async () => {
  servers = await startServers()
  clients = servers.clients()
})
afterAll(() => servers.stop())

afterEach(async () => {
  finder.close()
  await finder.settled()
  peer.close()
})

async function start(layout: 'in-out' | 'single'): Promise<void> {
  const name = `found-${(names += 1)}`
  queue = new JobQueue({ config: { name, layout, statuses }, clients })
  await queue.ensure()
  peer = new Peer({ name, layout, ...servers, keys: testKeys })
  store = new MemoryJobStore()
  const budget = new RequestBudget(10_000)
  finder = new ResultFinder({
    store,
    connections: { queueOn: () => queue, circuitFor: () => null },
    budgetOf: () => budget,
  })
}

/** Searches for results now. */
async function search(): Promise<void> {
  // Set only now, because the finder also searches on its own schedule.
  finder.setQueues([queue.config.name], 'local')
  clients.counter.take()
  await finder.search(queue.config.name)
}

/** Submits a job as the app does. Returns its MessageId. */
async function submit(body: string): Promise<string> {
  const { jobId, key } = await queue.submit({ body, fields: { filename: 'photo.png' } })
  const createdAt = Date.now()
  store.add({ queue: queue.config.name, messageId: jobId, key, createdAt })
  return jobId
}

async function found(id: number): Promise<(readonly [name: string, size: number])[]> {
  const detail = await store.describe(id)
  return (detail?.results ?? [])
    .toSorted((a, b) => a.name.localeCompare(b.name))
    .map(({ name, size }) => [name, size] as const)
}

describe('results of a remotejob 2.x worker', () => {
  beforeEach(() => start('single'))

  it('are found in the bucket that also has the inputs, among more than a page of other objects', async () => {
    const jobs = [await submit('a'), await submit('b'), await submit('c')]
    for (const [index, job] of jobs.slice(0, 2).entries()) {
      await peer.store('out', { key: `${job}-thumb.png`, body: 'x'.repeat(index + 1) })
      await peer.store('out', { key: `${job}-undefined`, body: 'text', filename: 'words.txt' })
    }
    // More than a page, from other users of the queue.
    for (let start = 0; start < 1_020; start += 60) {
      await Promise.all(
        Array.from({ length: 60 }, () => queue.store('in', { body: '', fields: { name: 'other' } })),
      )
    }
    await search()
    expect(await found(1)).toEqual([
      ['thumb.png', 1],
      ['words.txt', 4],
    ])
    expect(await found(2)).toHaveLength(2)
    expect(await found(3)).toEqual([])
    // At most three listings, and two calls to read the objects' names.
    const counts = clients.counter.take()
    expect(counts).toMatchObject({ 's3-read': 2, sqs: 0 })
    expect(counts['s3-write']).toBeLessThanOrEqual(3)
    // No message was received.
    const { pending } = await queue.depths()
    expect(pending).toMatchObject({ visible: 3, inFlight: 0 })
  })
})

describe('results of this app', () => {
  beforeEach(() => start('in-out'))

  it('are found in the out bucket, whether there is one file or several', async () => {
    await submit('one')
    await submit('two')
    const first = await queue.next('pending', { waitSeconds: 2 })
    const second = await queue.next('pending', { waitSeconds: 2 })
    if (first === null || second === null) throw new Error('No job arrived.')
    const file = join(servers.folder, 'report.txt')
    await writeFile(file, 'report')
    await queue.complete(first, [{ body: { path: file }, fields: { filename: 'report.txt' } }])
    await queue.complete(second, [
      { key: 'a.txt', body: 'a' },
      { key: 'b.txt', body: 'bb' },
    ])
    await search()
    const byId = new Map(store.jobsInOrder.map(({ stored }) => [stored.messageId, stored.id]))
    expect(await found(byId.get(first.id) ?? 0)).toEqual([['report.txt', 6]])
    expect(await found(byId.get(second.id) ?? 0)).toEqual([
      ['a.txt', 1],
      ['b.txt', 2],
    ])
    // Their messages wait for the user.
    expect((await queue.depths())['completed']).toMatchObject({ visible: 3, inFlight: 0 })
  })
})
