import type { ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { DeleteQueueCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { awsCreation, plainCreation } from '../../../shared/queues/creation-options.ts'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { readAttributes } from '../aws/sqs/queue-admin.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { close, listen, startServers, type TestServers } from '../testing/servers.ts'
import { createResources } from './create-resources.ts'
import { planCreation } from './creation-plan.ts'
import { siblingSettings } from './sibling-settings.ts'

let servers: TestServers
beforeAll(async () => {
  servers = await startServers()
})
afterAll(() => servers.stop())

const configOf = (name: string): QueueConfig => ({
  name,
  layout: 'in-out',
  statuses: ['pending', 'inprogress', 'completed'],
})
const place = { region: 'us-west-1', bucketRegion: 'us-west-1' }

test('recreates a deleted queue with its previous settings', async () => {
  const clients = servers.clients()
  const config = configOf('gone')
  const settings = { ...plainCreation, maxReceives: 7, visibilitySeconds: 600, retentionDays: 9 }
  await createResources(clients, planCreation(config, settings, { ...place, existing: [] }))
  const pending = new SqsQueue(clients, 'gone-pending')
  const before = await readAttributes(pending)
  await clients.sqs.send(new DeleteQueueCommand({ QueueUrl: await pending.getUrl() }))

  const options = {
    ...awsCreation,
    encryption: 'default' as const,
    ...(await siblingSettings(clients, config)),
  }
  const existing = [
    'gone-inprogress',
    'gone-completed',
    'gone-dead',
    'remotejobs-in-gone',
    'remotejobs-out-gone',
  ]
  const plan = planCreation(config, { ...options, tlsOnly: false }, { ...place, existing })
  expect(plan.queues.map(({ name }) => name)).toEqual(['gone-pending'])
  expect((await createResources(clients, plan)).failed).toBeNull()
  const after = await readAttributes(new SqsQueue(clients, 'gone-pending'))
  for (const name of [
    'VisibilityTimeout',
    'MessageRetentionPeriod',
    'RedrivePolicy',
    'ReceiveMessageWaitTimeSeconds',
  ]) {
    expect([name, after[name]]).toEqual([name, before[name]])
  }
})

test('reads all queues in parallel, so that deleted ones cause no delay', async () => {
  const waiting: ServerResponse[] = []
  const server = await listen((request, response) => {
    request.resume()
    waiting.push(response)
    if (waiting.length < 3) return
    for (const each of waiting) each.writeHead(400).end('{"__type":"com.amazonaws.sqs#QueueDoesNotExist"}')
  })
  const sqsEndpoint = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  expect(await siblingSettings(servers.clients({ sqsEndpoint }), configOf('gone'))).toEqual({})
  expect(waiting).toHaveLength(3)
  await close(server)
})

test('uses the settings of the first remaining queue', async () => {
  const clients = servers.clients()
  await new SqsQueue(clients, 'few-inprogress').create({ attributes: { VisibilityTimeout: '70' } })
  await new SqsQueue(clients, 'few-completed').create({ attributes: { VisibilityTimeout: '80' } })
  expect(await siblingSettings(clients, configOf('few'))).toMatchObject({ visibilitySeconds: 70 })
  const statuses = ['pending', 'a', 'b', 'c', 'd', 'e']
  const many = { name: 'many', layout: 'single', statuses } as const
  await new SqsQueue(clients, 'many-e').create({ attributes: { VisibilityTimeout: '90' } })
  expect(await siblingSettings(clients, { ...many, statuses })).toMatchObject({ visibilitySeconds: 90 })
})

test('returns no settings for a job queue without queues', async () => {
  expect(await siblingSettings(servers.clients(), configOf('never'))).toEqual({})
})

test('reports that there is no dead-letter queue, and omits an unusual one', async () => {
  const clients = servers.clients()
  await new SqsQueue(clients, 'plain-pending').create({ attributes: { MessageRetentionPeriod: '100000' } })
  expect(await siblingSettings(clients, configOf('plain'))).toMatchObject({
    maxReceives: null,
    retentionDays: 2,
  })
  const shared = new SqsQueue(clients, 'shared-dead-letters')
  await shared.create()
  const { QueueArn: deadLetterTargetArn } = await readAttributes(shared)
  await new SqsQueue(clients, 'other-pending').create({
    attributes: { RedrivePolicy: JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 4 }) },
  })
  expect(await siblingSettings(clients, configOf('other'))).not.toHaveProperty('maxReceives')
})
