import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { plainCreation } from '../../../shared/queues/creation-options.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { readAttributes } from '../aws/sqs/queue-admin.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { type ScriptedProxy, startScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { createResources } from './create-resources.ts'
import { planCreation } from './creation-plan.ts'

let servers: TestServers
let sqs: ScriptedProxy
beforeAll(async () => {
  servers = await startServers()
  sqs = await startScriptedProxy(servers.sqsEndpoint)
})
afterEach(() => sqs.reset())
afterAll(async () => {
  await sqs.stop()
  await servers.stop()
})

const configOf = (name: string): QueueConfig => ({
  name,
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
})
const options = { ...plainCreation, maxReceives: 3, visibilitySeconds: 90, retentionDays: 7 }
const location = { region: 'us-west-1', bucketRegion: 'us-west-1', existing: [] }
const clients = () => servers.clients({ sqsEndpoint: sqs.endpoint })
const target = ({ headers }: IncomingMessage): string => String(headers['x-amz-target'])

test('creates everything with its settings, the dead-letter queue first', async () => {
  const config = configOf('made')
  const outcome = await createResources(clients(), planCreation(config, options, location))
  expect(outcome.failed).toBeNull()
  expect(outcome.created.map(({ name }) => name)).toEqual([
    'remotejobs-in-made',
    'remotejobs-out-made',
    'made-dead',
    'made-pending',
    'made-inprogress',
    'made-completed',
  ])
  const resources = await new JobQueue({ config, clients: clients() }).describe()
  expect(resources.every(({ state }) => state === 'exists')).toBe(true)
  const attributes = await readAttributes(new SqsQueue(clients(), 'made-pending'))
  expect(attributes).toMatchObject({ VisibilityTimeout: '90', MessageRetentionPeriod: '604800' })
  expect(JSON.parse(attributes['RedrivePolicy'] ?? '')).toMatchObject({
    deadLetterTargetArn: expect.stringMatching(/:made-dead$/),
    maxReceiveCount: 3,
  })
})

test('stops at the first failure, and reports what exists', async () => {
  let creates = 0
  sqs.respond((request) => target(request) === 'AmazonSQS.CreateQueue' && ++creates === 2, {
    status: 403,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'com.amazonaws.sqs#AccessDeniedException', message: 'No' }),
  })
  const outcome = await createResources(clients(), planCreation(configOf('half'), options, location))
  expect(outcome.created.map(({ name }) => name)).toEqual([
    'remotejobs-in-half',
    'remotejobs-out-half',
    'half-dead',
  ])
  expect(outcome.failed).toMatchObject({
    resource: { kind: 'queue', name: 'half-pending' },
    isCreated: false,
    error: { code: 'ACCESS_DENIED' },
  })
  expect(outcome.notCreated.map(({ name }) => name)).toEqual(['half-inprogress', 'half-completed'])
})

test('says that a queue exists without one of its settings', async () => {
  sqs.respond((request) => target(request) === 'AmazonSQS.SetQueueAttributes', {
    status: 403,
    headers: { 'content-type': 'application/x-amz-json-1.0' },
    body: JSON.stringify({ __type: 'com.amazonaws.sqs#AccessDeniedException', message: 'No' }),
  })
  const plan = planCreation(configOf('open'), { ...options, tlsOnly: true }, location)
  const { failed } = await createResources(clients(), { ...plan, buckets: [] })
  expect(failed).toMatchObject({ resource: { name: 'open-dead' }, isCreated: true })
})

test('changes nothing that already exists', async () => {
  const config = configOf('there')
  await new JobQueue({ config, clients: clients() }).ensure()
  const before = await readAttributes(new SqsQueue(clients(), 'there-pending'))
  const plan = planCreation(config, options, location)
  const bucket = await createResources(clients(), plan)
  expect(bucket.failed?.error.message).toContain('remotejobs-in-there already exists')
  const queue = await createResources(clients(), { ...plan, buckets: [] })
  expect(queue.failed?.error.message).toContain('there-pending already exists')
  expect(await readAttributes(new SqsQueue(clients(), 'there-pending'))).toEqual(before)
})

test('uses an existing dead-letter queue, and does not change it', async () => {
  await new SqsQueue(clients(), 'again-dead').create()
  const plan = planCreation(configOf('again'), options, { ...location, existing: ['again-dead'] })
  const { created, failed } = await createResources(clients(), { ...plan, buckets: [] })
  expect(failed).toBeNull()
  expect(created.map(({ name }) => name)).toEqual(['again-pending', 'again-inprogress', 'again-completed'])
  const { RedrivePolicy = '' } = await readAttributes(new SqsQueue(clients(), 'again-pending'))
  expect(RedrivePolicy).toContain(':again-dead')
})
