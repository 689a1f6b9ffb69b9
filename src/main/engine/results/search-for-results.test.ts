import { randomUUID } from 'node:crypto'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import { createClients, type EngineClients } from '../aws/transport/clients.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startListingServer, type ListingServer } from '../testing/proxies/listing-server.ts'
import { testKeys, testRegion } from '../testing/servers.ts'
import { KeySpace } from './key-space.ts'
import { searchForResults, type SearchOutcome, type JobToSearch } from './search-for-results.ts'

let server: ListingServer
let clients: EngineClients
let queue: JobQueue
let space: KeySpace

beforeAll(async () => {
  server = await startListingServer()
  const { endpoint } = server
  clients = createClients({
    region: testRegion,
    credentials: testKeys,
    s3Endpoint: endpoint,
    sqsEndpoint: endpoint,
  })
  queue = new JobQueue({ config: { name: 'demo', layout: 'in-out', statuses: ['pending'] }, clients })
})
afterAll(async () => {
  clients.close()
  await server.stop()
})
beforeEach(() => {
  server.reset()
  space = new KeySpace()
})

const toSearch = (count: number, newId: () => string = randomUUID): JobToSearch[] =>
  Array.from({ length: count }, (_, index) => ({ id: index + 1, messageId: newId() }))

const resultsOf = (jobs: readonly JobToSearch[], name = 'output'): string[] =>
  jobs.map(({ messageId }) => `${messageId}-${name}`)

/** Other jobs' objects. */
const foreign = (count: number): string[] => Array.from({ length: count }, () => `${randomUUID()}-output`)

function search(
  jobs: readonly JobToSearch[],
  requests = 1_000,
  from: string | null = null,
): Promise<SearchOutcome> {
  let left = requests
  return searchForResults(queue, jobs, {
    space,
    from,
    now: 0,
    mayRequest: () => (left -= 1) >= 0,
    onResponse: () => undefined,
    signal: new AbortController().signal,
  })
}

const listed = (): number => server.listings.reduce((sum, listing) => sum + listing.listed, 0)
const ids = ({ results }: SearchOutcome): number[] =>
  results.map(({ jobId }) => jobId).toSorted((a, b) => a - b)

describe('few jobs in a large bucket', () => {
  it("cost one small listing each, once the bucket's size is known", async () => {
    // The ids are far from each other.
    let digit = 0
    const jobs = toSearch(10, () => `${digit++}8${randomUUID().slice(2)}`)
    server.keys = [...foreign(100_000), ...resultsOf(jobs)]
    expect(ids(await search(jobs))).toEqual([1, 2, 3, 4, 5, 6, 7, 8, 9, 10])
    expect(server.listings).toHaveLength(10)
    // The first page shows the density of the objects.
    expect(listed()).toBeLessThanOrEqual(1_010)
    const before = listed()
    await search(jobs)
    expect(server.listings).toHaveLength(20)
    expect(listed() - before).toBe(10)
  })

  it('a single job is looked up by its prefix at once', async () => {
    const jobs = toSearch(1)
    server.keys = [...foreign(5_000), ...resultsOf(jobs, 'a.txt'), ...resultsOf(jobs, 'b.txt')]
    const { results, searchedFor } = await search(jobs)
    expect(results.map(({ name }) => name)).toEqual(['a.txt', 'b.txt'])
    expect(searchedFor).toEqual(jobs)
    expect(server.listings).toMatchObject([{ prefix: `${jobs[0]?.messageId}-`, listed: 2 }])
  })
})

describe('many jobs', () => {
  it('in a small bucket share one listing', async () => {
    const jobs = toSearch(5_000)
    server.keys = [...foreign(500), ...resultsOf(jobs.slice(0, 20))]
    const found = await search(jobs)
    expect(ids(found)).toEqual(Array.from({ length: 20 }, (_, index) => index + 1))
    expect(found.searchedFor).toHaveLength(5_000)
    expect(server.listings).toHaveLength(1)
  })

  it('in an empty bucket cost one listing', async () => {
    const jobs = toSearch(300)
    expect((await search(jobs)).searchedFor).toHaveLength(300)
    expect(server.listings).toHaveLength(1)
  })

  it('cost at most about as many listings as the bucket has pages', async () => {
    const jobs = toSearch(5_000)
    server.keys = [...foreign(7_000), ...resultsOf(jobs.slice(0, 3_000))]
    expect((await search(jobs)).results).toHaveLength(3_000)
    expect(server.listings.length).toBeLessThanOrEqual(11)
  })

  it('use pages where they are dense, and prefixes where they are not', async () => {
    // A hundred neighbours, and five that are far apart.
    const near = toSearch(100, () => `77777777-7777-4777-8777-${randomUUID().slice(-12)}`)
    const far = ['0', '3', 'a', 'c', 'f'].map((digit, index) => ({
      id: 1_000 + index,
      messageId: digit + randomUUID().slice(1),
    }))
    server.keys = [...foreign(50_000), ...resultsOf(near), ...resultsOf(far)]
    const { results } = await search([...near, ...far])
    expect(results).toHaveLength(105)
    expect(server.listings.length).toBeLessThanOrEqual(7)
    expect(listed()).toBeLessThan(3_500)
  })

  it('are searched for as far as the budget allows, and the rest later', async () => {
    const jobs = toSearch(50)
    server.keys = [...foreign(60_000), ...resultsOf(jobs)]
    const first = await search(jobs, 10)
    expect(server.listings).toHaveLength(10)
    expect(first.searchedFor.length).toBeGreaterThanOrEqual(10)
    expect(first.searchedFor.length).toBeLessThan(50)
    // The next search starts where this one stopped, and wraps around to the first ones.
    const second = await search(jobs, 45, first.next)
    const all = new Set([...first.searchedFor, ...second.searchedFor])
    expect(all.size).toBe(50)
    expect(new Set([...first.results, ...second.results].map(({ jobId }) => jobId)).size).toBe(50)
  })
})

describe('unusual buckets', () => {
  it('with MessageIds that are not UUIDs are still searched', async () => {
    let number = 0
    const jobs = toSearch(30, () => `job-${String((number += 1)).padStart(4, '0')}`)
    server.keys = [...resultsOf(jobs, 'a-b.txt'), ...foreign(3_000), 'job-00010-x', 'job-0001', 'job-0001-']
    const { results } = await search(jobs)
    expect(results).toHaveLength(30)
    expect(results.every(({ name }) => name === 'a-b.txt')).toBe(true)
    expect(server.listings.length).toBeLessThanOrEqual(31)
  })

  it('with a job that has more results than a page do not stop the search', async () => {
    const jobs = [
      { id: 1, messageId: '00000000-0000-4000-8000-000000000000' },
      { id: 2, messageId: 'ffffffff-0000-4000-8000-000000000000' },
    ]
    const parts = Array.from({ length: 1_500 }, (_, index) => `${jobs[0]?.messageId}-part-${index}`)
    server.keys = [...parts, ...resultsOf(jobs.slice(1))]
    const { results, searchedFor } = await search(jobs)
    expect(searchedFor).toHaveLength(2)
    expect(results.filter(({ jobId }) => jobId === 2)).toHaveLength(1)
  })

  it('name a result without a key by its type', async () => {
    const jobs = toSearch(1)
    server.keys = resultsOf(jobs, 'undefined')
    expect((await search(jobs)).results).toMatchObject([{ name: 'output', size: 5 }])
  })
})
