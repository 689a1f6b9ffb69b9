import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

const config: QueueConfig = { name: 'fast-receive', layout: 'single', statuses: ['pending'] }
let servers: TestServers
let sqs: ScriptedProxy
let queue: JobQueue
let seen: string[]

const isFast = ({ headers }: IncomingMessage): boolean => !headers['user-agent']
const isFastCall =
  (action: string) =>
  (request: IncomingMessage): boolean =>
    isFast(request) && request.headers['x-amz-target'] === `AmazonSQS.${action}`
const claim = (): ReturnType<JobQueue['nextBatch']> => queue.nextBatch('pending', { waitSeconds: 1 })

beforeAll(async () => {
  servers = await startServers()
  sqs = await startScriptedProxy(servers.sqsEndpoint)
})
afterAll(async () => {
  await sqs.stop()
  await servers.stop()
})
beforeEach(async () => {
  queue = new JobQueue({ config, clients: servers.clients({ sqsEndpoint: sqs.endpoint, fastPath: true }) })
  await queue.ensure()
  await Promise.all(['a', 'b'].map((key) => queue.sendStored({ key, fields: { name: `Kätzchen ${key}` } })))
  seen = []
  sqs.rewrite((request) => {
    seen.push(`${isFast(request) ? 'fast' : 'SDK'} ${String(request.headers['x-amz-target']).split('.')[1]}`)
    return false
  }, {})
})
afterEach(async () => {
  sqs.reset()
  for (let jobs = await claim(); jobs.length > 0; jobs = await claim()) await queue.acknowledgeBatch(jobs)
})

test('claims and acknowledges over the fast path', async () => {
  const jobs = await claim()
  expect(new Set(jobs.map(({ fields }) => fields['name']))).toEqual(new Set(['Kätzchen a', 'Kätzchen b']))
  expect(jobs[0]).toMatchObject({ receivedCount: 1, sentAt: expect.any(Number) })
  expect((await queue.acknowledgeBatch(jobs)).map(({ error }) => error)).toEqual([null, null])
  expect(seen).toEqual(['fast ReceiveMessage', 'fast DeleteMessageBatch'])
  expect(await queue.depths()).toEqual({ pending: { visible: 0, inFlight: 0, delayed: 0 } })
})

test('repeats a call with the SDK unless it clearly succeeds', async () => {
  sqs.respond(isFast, { status: 503, body: '{}' })
  const jobs = await claim()
  expect(jobs).toHaveLength(2)
  expect((await queue.acknowledgeBatch(jobs)).map(({ error }) => error)).toEqual([null, null])
  expect(await queue.depths()).toEqual({ pending: { visible: 0, inFlight: 0, delayed: 0 } })
})

test('reports a message that could not be deleted', async () => {
  const failed = [{ Id: '1', Code: 'InternalError', Message: 'no', SenderFault: false }]
  sqs.respond(isFastCall('DeleteMessageBatch'), {
    status: 200,
    body: JSON.stringify({ Successful: [{ Id: '0' }], Failed: failed }),
  })
  const outcomes = await queue.acknowledgeBatch(await claim())
  expect(outcomes.map(({ error }) => error?.code ?? null)).toEqual([null, 'SERVICE'])
})

test('claims large messages together', async () => {
  await queue.acknowledgeBatch(await claim())
  // Only a peer sends messages of this size, because S3 limits our metadata.
  const large = new SqsQueue(servers.clients(), queue.names.queue('pending'))
  const body = JSON.stringify({ bucket: queue.names.bucket('in'), key: 'a', note: 'x'.repeat(600_000) })
  await large.send(body)
  await large.send(body)
  seen = []
  expect(await claim()).toHaveLength(2)
  expect(seen).toEqual(['fast ReceiveMessage'])
})
