import { DeleteQueueCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { defaultSafety } from '../../shared/connections/connection-safety.ts'
import { plainCreation } from '../../shared/queues/creation-options.ts'
import type { QueueConfig } from '../../shared/queues/queues.ts'
import { readAttributes } from '../engine/aws/sqs/queue-admin.ts'
import { SqsQueue } from '../engine/aws/sqs/sqs-queue.ts'
import { createResources } from '../engine/creation/create-resources.ts'
import { expectCode } from '../engine/testing/expect-code.ts'
import { type ScriptedProxy, s3Error, startScriptedProxy } from '../engine/testing/proxies/scripted-proxy.ts'
import { startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import type { Session } from './connecting/session.ts'
import { createMissing } from './create-missing.ts'
import { planFor } from './creation.ts'
import { type AwsFiles, openAwsFiles } from './testing/aws-files.ts'

let servers: TestServers
let s3: ScriptedProxy
let aws: AwsFiles
let session: Session
beforeAll(async () => {
  servers = await startServers()
  s3 = await startScriptedProxy(servers.s3Endpoint)
})
beforeEach(async () => {
  aws = await openAwsFiles()
  const { connections } = aws
  const id = await connections.add({
    ...defaultSafety,
    kind: 'endpoint',
    label: 'Other',
    region: 'us-west-1',
    bucketRegion: null,
    allowUnencrypted: false,
    s3Endpoint: s3.endpoint,
    sqsEndpoint: servers.sqsEndpoint,
  })
  await connections.keys.set(id, testKeys)
  await connections.activate(id)
  session = connections.requireActive()
})
afterEach(async () => {
  s3.reset()
  await aws.stop()
})
afterAll(async () => {
  await s3.stop()
  await servers.stop()
})

const configOf = (name: string): QueueConfig => ({
  name,
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
})

async function settingsOf(name: string) {
  const { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy } = await readAttributes(
    new SqsQueue(session.clients, name),
  )
  return { VisibilityTimeout, MessageRetentionPeriod, RedrivePolicy }
}

test('creates everything for a new job queue', async () => {
  const config = configOf('new')
  await createMissing(session, config)
  expect((await session.makeQueue(config).describe({})).every(({ state }) => state === 'exists')).toBe(true)
  await createMissing(session, config)
})

test('recreates a deleted queue with the settings of the remaining ones', async () => {
  const config = configOf('again')
  const options = { ...plainCreation, maxReceives: 7, visibilitySeconds: 600, retentionDays: 9 }
  await createResources(session.clients, planFor({ config, options, existing: [] }, session.access))
  const before = await settingsOf('again-pending')
  expect(before.RedrivePolicy).toContain('again-dead')
  const QueueUrl = await new SqsQueue(session.clients, 'again-pending').getUrl()
  await session.clients.sqs.send(new DeleteQueueCommand({ QueueUrl }))
  await createMissing(session, config)
  expect(await settingsOf('again-pending')).toEqual(before)
})

test('creates nothing if it may not look at a bucket', async () => {
  s3.respond(() => true, { status: 403, body: s3Error('AccessDenied') })
  await expectCode(createMissing(session, configOf('hidden')), 'ACCESS_DENIED')
  expect(await session.hasQueue('hidden-pending')).toBe(false)
})

test('reports why something was not created', async () => {
  s3.respond(({ method }) => method === 'PUT', { status: 400, body: s3Error('TooManyBuckets') })
  await expectCode(createMissing(session, configOf('full')), 'SERVICE')
  expect(await session.hasQueue('full-pending')).toBe(false)
})
