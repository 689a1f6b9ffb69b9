import { afterAll, beforeAll, beforeEach, expect, it } from 'vitest'
import type { QueueConfig } from '../../shared/queues/queues.ts'
import { RequestBudget } from '../engine/depths/request-budget.ts'
import { JobQueue } from '../engine/job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../engine/testing/proxies/scripted-proxy.ts'
import { MemoryJobStore } from '../engine/testing/memory-job-store.ts'
import { startServers, type TestServers } from '../engine/testing/servers.ts'
import { nameRequests, objectNames } from './object-names.ts'

const config: QueueConfig = { name: 'named', layout: 'in-out', statuses: ['pending'] }
const { signal } = new AbortController()
const mayRequest = () => 'now' as const
let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue
let store: MemoryJobStore

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
  queue = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint }) })
  await queue.ensure()
})
beforeEach(() => {
  store = new MemoryJobStore()
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

it('names payloads of known jobs without a request, and others from their metadata', async () => {
  const jobId = store.add({ queue: 'named', key: 'known', fileName: 'photo.jpg' })
  await queue.store('in', { key: 'other', body: 'x', fields: { filename: 'other.txt' } })
  await queue.store('in', { key: 'nameless', body: 'x' })
  const before = proxy.requests.length
  const options = {
    store,
    connectionId: 'local',
    queue,
    direction: 'in',
    signal,
    mayRequest,
  } as const
  expect(await objectNames(['known', 'other', 'nameless', 'gone'], options)).toEqual([
    { key: 'known', name: 'photo.jpg', jobId },
    { key: 'other', name: 'other.txt', jobId: null },
    { key: 'nameless', name: null, jobId: null },
    { key: 'gone', name: null, jobId: null },
  ])
  const requests = proxy.requests.slice(before)
  expect(requests.filter((request) => request.startsWith('HEAD'))).toHaveLength(3)
  expect(requests.some((request) => request.includes('/known'))).toBe(false)
})

it('names results of known jobs without a request', async () => {
  const messageId = '7d9a0c3e-2f43-4b0e-9f52-0d5a1a3f6c11'
  const jobId = store.add({ queue: 'named', messageId })
  const key = `${messageId}-out.txt`
  const found = { jobId, bucket: 'b', key, name: 'out.txt', size: 4, modifiedAt: null }
  await store.addResults([found], [jobId], 1)
  const before = proxy.requests.length
  const options = {
    store,
    connectionId: 'local',
    queue,
    direction: 'out',
    signal,
    mayRequest,
  } as const
  expect(await objectNames([key], options)).toEqual([{ key, name: 'out.txt', jobId }])
  expect(proxy.requests.length).toBe(before)
  // One that has not been found yet, and one of an unknown job.
  const [newKey, foreignKey] = [`${messageId}-log.txt`, `0${messageId.slice(1)}-out.txt`]
  expect(await objectNames([newKey, foreignKey], options)).toEqual([
    { key: newKey, name: null, jobId },
    { key: foreignKey, name: null, jobId: null },
  ])
})

it('names payloads and results that share a bucket', async () => {
  const messageId = '7d9a0c3e-2f43-4b0e-9f52-0d5a1a3f6c11'
  const jobId = store.add({ queue: 'named', messageId, key: 'payload', fileName: 'photo.jpg' })
  const key = `${messageId}-out.txt`
  await store.addResults(
    [{ jobId, bucket: 'b', key, name: 'out.txt', size: 4, modifiedAt: null }],
    [jobId],
    1,
  )
  const single = new JobQueue({ config: { ...config, layout: 'single' }, clients: servers.clients() })
  const options = {
    store,
    connectionId: 'local',
    queue: single,
    direction: 'in',
    signal,
    mayRequest: () => 'never' as const,
  } as const
  expect(await objectNames(['payload', key], options)).toEqual([
    { key: 'payload', name: 'photo.jpg', jobId },
    { key, name: 'out.txt', jobId },
  ])
})

it('reads metadata within the request budget, and only if the user allows it', async () => {
  await queue.store('in', { key: 'some', body: 'x', fields: { filename: 'some.txt' } })
  const options = { store, connectionId: 'local', queue, direction: 'in', signal } as const
  const budget = new RequestBudget(80, () => 0)
  const before = proxy.requests.length
  const names = await objectNames(
    Array.from({ length: 20 }, (_, index) => (index === 0 ? 'some' : `gone ${index}`)),
    { ...options, mayRequest: nameRequests(budget, 'shown') },
  )
  // Polling the counts reserves 40 % of the ten requests in the budget. The page requests the other names again.
  expect(names).toHaveLength(6)
  expect(names[0]).toEqual({ key: 'some', name: 'some.txt', jobId: null })
  expect(proxy.requests.length - before).toBe(6)
  const never = { ...options, mayRequest: nameRequests(new RequestBudget(10_000), 'never') }
  expect(await objectNames(['some'], never)).toEqual([{ key: 'some', name: null, jobId: null }])
  expect(proxy.requests.length - before).toBe(6)
})
