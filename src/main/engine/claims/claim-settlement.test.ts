import {
  CreateQueueCommand,
  GetQueueUrlCommand,
  ReceiveMessageCommand,
  SetQueueAttributesCommand,
} from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { JobQueue } from '../job-queue/job-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'
import { Claims } from './claims.ts'

let bench: TestBench
let queue: JobQueue
let claims: Claims
let transfers: Transfers

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  queue = await bench.queue()
  transfers = new Transfers()
  claims = new Claims({ transfers })
})
afterEach(async () => {
  await claims.close()
  await transfers.close()
})

async function held(): Promise<string> {
  await queue.submit({ body: 'work', fields: { name: 'photo' } })
  return (await claims.next(queue, 'local', 'pending')) ?? ''
}

const claimOf = (id: string) => claims.snapshot().claims.find((claim) => claim.id === id)
const depthOf = async (status: string) => (await queue.depths())[status]

async function setDeadLetterQueue(): Promise<string> {
  const { sqs } = bench.servers.clients()
  const dead = `${queue.config.name}-dead`
  await sqs.send(new CreateQueueCommand({ QueueName: dead }))
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue.names.queue('pending') }))
  const deadLetterTargetArn = `arn:aws:sqs:us-west-1:000000000000:${dead}`
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 5 })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }))
  return dead
}

test('holds a job back, so that nobody can receive it until then', async () => {
  const id = await held()
  const before = Date.now()
  await claims.settlement.holdBack(id, 2)
  const claim = claimOf(id)
  expect(claim).toMatchObject({ outcome: 'released', activity: 'idle', lease: { state: 'ended' } })
  expect(claim?.outcomeInfo?.kind === 'held-back' && claim.outcomeInfo.until).toBeGreaterThanOrEqual(
    before + 2_000,
  )
  expect(await queue.next('pending', { waitSeconds: 0 })).toBeNull()
  const again = await queue.next('pending', { waitSeconds: 10 })
  expect(again?.id).toBe(claim?.jobId)
  expect(Date.now()).toBeGreaterThanOrEqual(before + 1_900)
})

test('rejects a hold longer than SQS allows, and keeps the job', async () => {
  const id = await held()
  await expectCode(claims.settlement.holdBack(id, 43_200), 'BAD_REQUEST')
  expect(claimOf(id)).toMatchObject({ outcome: null, lease: { state: 'held' } })
})

test('sends a job to the dead-letter queue with a reason, then deletes it', async () => {
  const dead = await setDeadLetterQueue()
  const id = await held()
  await claims.settlement.deadLetter(id, 'the image is damaged')
  const outcomeInfo = { kind: 'dead-lettered', queue: dead, reason: 'the image is damaged' }
  expect(claimOf(id)).toMatchObject({ outcome: 'released', outcomeInfo })
  expect(await depthOf('pending')).toMatchObject({ visible: 0, inFlight: 0 })
  const { sqs } = bench.servers.clients()
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: dead }))
  const { Messages } = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], WaitTimeSeconds: 5 }),
  )
  expect(Messages?.[0]).toMatchObject({
    Body: claimOf(id)?.rawBody,
    MessageAttributes: { 'remotejob-reason': { DataType: 'String', StringValue: 'the image is damaged' } },
  })
})

test('keeps a job whose queue has no dead-letter queue', async () => {
  const id = await held()
  await expectCode(claims.settlement.deadLetter(id, ''), 'BAD_REQUEST')
  expect(claimOf(id)).toMatchObject({ outcome: null, lease: { state: 'held' } })
})

test('moves a job to In progress and keeps it', async () => {
  const id = await held()
  const kept = await claims.settlement.startAndKeep(id)
  expect(claimOf(id)).toMatchObject({ outcome: 'started' })
  expect(claimOf(kept ?? '')).toMatchObject({
    status: 'inprogress',
    outcome: null,
    fields: { name: 'photo' },
  })
  expect(await depthOf('pending')).toMatchObject({ visible: 0, inFlight: 0 })
  expect(await depthOf('inprogress')).toMatchObject({ visible: 0, inFlight: 1 })
})

test('does not receive from a queue in which other jobs are waiting', async () => {
  await queue.submit({ body: 'other' }, { status: 'inprogress' })
  const id = await held()
  expect(await claims.settlement.startAndKeep(id)).toBeNull()
  expect(await depthOf('inprogress')).toMatchObject({ visible: 2, inFlight: 0 })
  const received = await queue.nextBatch('inprogress', { waitSeconds: 0 })
  expect(received.map(({ receivedCount }) => receivedCount)).toEqual(received.map(() => 1))
})

test('resends a finished job once, under a new id', async () => {
  const id = await held()
  await expectCode(claims.settlement.sendAgain(id), 'BAD_REQUEST')
  await claims.acknowledge(id)
  const jobId = await claims.settlement.sendAgain(id)
  expect(claimOf(id)?.outcomeInfo).toEqual({ kind: 'sent-again', jobId })
  await expectCode(claims.settlement.sendAgain(id), 'BAD_REQUEST')
  const job = await queue.next('pending', { waitSeconds: 5 })
  expect(job).toMatchObject({ id: jobId, key: claimOf(id)?.key, fields: { name: 'photo' } })
  expect(jobId).not.toBe(claimOf(id)?.jobId)
})
