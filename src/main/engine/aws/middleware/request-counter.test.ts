import { HeadBucketCommand } from '@aws-sdk/client-s3'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { EngineClients } from '../transport/clients.ts'
import { JobQueue } from '../../job-queue/job-queue.ts'
import { RequestCounter } from './request-counter.ts'
import { startScriptedProxy, type ScriptedProxy } from '../../testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../../testing/servers.ts'

let servers: TestServers
let s3: ScriptedProxy
let sqs: ScriptedProxy
let counter: RequestCounter
let clients: EngineClients
let queue: JobQueue

beforeAll(async () => {
  servers = await startServers()
  s3 = await startScriptedProxy(servers.s3Endpoint)
  sqs = await startScriptedProxy(servers.sqsEndpoint)
  counter = new RequestCounter()
  clients = servers.clients({ s3Endpoint: s3.endpoint, sqsEndpoint: sqs.endpoint, counter })
  queue = new JobQueue({ config: { name: 'counted', layout: 'in-out', statuses: ['pending'] }, clients })
  await queue.ensure()
})
afterAll(async () => {
  await s3.stop()
  await sqs.stop()
  await servers.stop()
})
beforeEach(() => {
  counter.take()
})

test('counts S3 requests by billing kind', async () => {
  const { key } = await queue.store('in', { body: 'x' })
  const stored = counter.take()
  expect(stored['s3-write']).toBe(1)
  await queue.describeObject('in', key)
  await queue.list('in')
  await queue.remove('in', key)
  expect(counter.take()).toEqual({ 's3-read': 1, 's3-write': 1, 's3-free': 1, sqs: 0, cloudwatch: 0 })
  expect(counter.take()).toEqual({ 's3-read': 0, 's3-write': 0, 's3-free': 0, sqs: 0, cloudwatch: 0 })
})

test('counts every request that reaches the servers, including retries', async () => {
  const before = s3.requests.length + sqs.requests.length
  const { key } = await queue.submit({ body: 'x' })
  const job = await queue.next('pending')
  if (job !== null) await queue.acknowledge(job)
  s3.respond(({ method }) => method === 'HEAD', { status: 500 })
  await expect(
    clients.s3.send(new HeadBucketCommand({ Bucket: 'remotejobs-in-counted' })),
  ).rejects.toMatchObject({ $metadata: { attempts: 3 } })
  s3.reset()
  await queue.remove('in', key)
  const counts = counter.take()
  const total = counts['s3-read'] + counts['s3-write'] + counts['s3-free'] + counts.sqs
  expect(total).toBe(s3.requests.length + sqs.requests.length - before)
  expect(counts['s3-read']).toBeGreaterThanOrEqual(3)
})

test('counts a message once per 64 KiB, sent or received', async () => {
  await queue.depths()
  counter.take()
  const fields = { note: 'x'.repeat(100_000) }
  const { key } = await queue.store('in', { body: 'x' })
  await queue.trigger(key, { fields })
  expect(counter.take().sqs).toBe(2)
  const job = await queue.next('pending')
  expect(counter.take().sqs).toBe(2)
  if (job !== null) await queue.acknowledge(job)
  expect(counter.take().sqs).toBe(1)
})
