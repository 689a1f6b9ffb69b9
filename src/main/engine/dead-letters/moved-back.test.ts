import { CreateQueueCommand, GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { EngineClients } from '../aws/transport/clients.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { formatMessageBody } from '../protocol/message-body.ts'
import { MemoryBookStore } from '../testing/memory-book-store.ts'
import { respondInTurn, json, tasks } from '../testing/move-task-responses.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { startBench, until, type TestBench } from '../testing/test-bench.ts'
import type { DeadLetterTarget } from './dead-letter-target.ts'
import { DeadLetters } from './dead-letters.ts'
import { DeadJobs } from './dead-jobs.ts'
import { haveMovedBack, type MoveEvidence } from './moved-back.ts'

const all = {
  move: { state: 'done', moved: 3, toSources: true },
  left: 0,
  hidden: 0,
  jobs: 3,
} satisfies MoveEvidence

test.each<readonly [boolean, string, MoveEvidence]>([
  [true, 'all were moved', all],
  [true, 'more messages than jobs were moved', { ...all, jobs: 1 }],
  [true, 'only messages that this app hides are left', { ...all, left: 2, hidden: 2 }],
  [false, 'some are left', { ...all, left: 1 }],
  [false, 'more are left than this app hides', { ...all, left: 3, hidden: 2 }],
  [false, 'fewer messages than jobs were moved', { ...all, jobs: 4 }],
  [false, 'they went to another queue', { ...all, move: { ...all.move, toSources: false } }],
  ...(['running', 'cancelling', 'cancelled', 'failed'] as const).map(
    (state) => [false, `the task is ${state}`, { ...all, move: { ...all.move, state } }] as const,
  ),
])('returns %s if %s', (isCertain, _when, evidence) => {
  expect(haveMovedBack(evidence)).toBe(isCertain)
})

let bench: TestBench
let proxy: ScriptedProxy
let clients: EngineClients
let target: DeadLetterTarget
let dead: DeadLetters
let store: MemoryBookStore
/** Jobs that this app knows to be dead. */
let jobs: readonly number[]

beforeAll(async () => {
  bench = await startBench()
  proxy = await startScriptedProxy(bench.servers.sqsEndpoint)
})
afterAll(async () => {
  await proxy.stop()
  await bench.stop()
})
beforeEach(async () => {
  const { config, names } = await bench.queue()
  clients = bench.servers.clients({ sqsEndpoint: proxy.endpoint })
  const name = `${config.name}-dead`
  await clients.sqs.send(new CreateQueueCommand({ QueueName: name }))
  const { QueueUrl } = await clients.sqs.send(new GetQueueUrlCommand({ QueueName: names.queue('pending') }))
  const deadLetterTargetArn = `arn:aws:sqs:us-west-1:000000000000:${name}`
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 })
  await clients.sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }))
  const jobQueue = new JobQueue({ config, clients })
  target = { connectionId: 'local', jobQueue, name }
  await jobQueue.depths()
  store = new MemoryBookStore()
  dead = new DeadLetters({ book: new DeadJobs(store), onChanged: () => undefined })
  jobs = await Promise.all(
    ['a', 'b'].map(async (body) => {
      const id = store.add(body, await jobQueue.queueNamed(name).send(body), body)
      await store.note(id, 'dead', Date.now())
      return id
    }),
  )
})
afterEach(async () => {
  await dead.close()
  proxy.reset()
})

/** Moves messages back like an SQS task: each becomes a new message. */
async function moveBack(count: number): Promise<void> {
  const from = target.jobQueue.queueNamed(target.name)
  const to = target.jobQueue.queueNamed(target.jobQueue.names.queue('pending'))
  const messages = await from.receive({ max: count, waitSeconds: 0, leaseSeconds: 30, which: 'all' })
  expect(messages).toHaveLength(count)
  for (const { body } of messages) await to.send(body)
  await from.deleteBatch(messages.map(({ receiptHandle }) => receiptHandle))
}

const completed = (moved: number, startedAt: number): object => ({
  Status: 'COMPLETED',
  ApproximateNumberOfMessagesMoved: moved,
  StartedTimestamp: startedAt,
})
const statesOf = (ids: readonly number[]) => ids.map((id) => store.jobsById.get(id)?.state)
const moveState = () => dead.snapshot().queues.find(({ name }) => name === target.name)?.move?.state

test('the jobs of a completed move are queued again', async () => {
  respondInTurn(proxy, 'ListMessageMoveTasks', tasks(), tasks(completed(2, 1)))
  respondInTurn(proxy, 'StartMessageMoveTask', json(200, { TaskHandle: 'task' }))
  await moveBack(2)
  await dead.submitAll(target)
  await until(dead, () => moveState() === 'done')
  expect(statesOf(jobs)).toEqual(['queued', 'queued'])
  expect(store.notes.at(-1)).toMatchObject({
    step: 'released',
    detail: `moved back from ${target.name} with a new id. Its results show under Files.`,
  })
})

test('jobs stay dead if only some messages were moved', async () => {
  respondInTurn(proxy, 'ListMessageMoveTasks', tasks(), tasks(completed(1, 1)))
  respondInTurn(proxy, 'StartMessageMoveTask', json(200, { TaskHandle: 'task' }))
  await moveBack(1)
  await dead.submitAll(target)
  await until(dead, () => moveState() === 'done')
  expect(statesOf(jobs)).toEqual(['dead', 'dead'])
})

test('a job whose message this app hides stays dead', async () => {
  const [messageId = ''] = [store.jobsById.get(jobs[0] ?? 0)?.messageId]
  while (
    !dead.snapshot().queues.some(({ deadLetters }) => deadLetters.some((one) => one.messageId === messageId))
  ) {
    expect(await dead.receive(target, 1)).toBe(1)
  }
  const { deadLetters = [] } = dead.snapshot().queues[0] ?? {}
  const others = deadLetters.filter((deadLetter) => deadLetter.messageId !== messageId)
  await dead.putBack(
    target,
    others.map(({ id }) => id),
  )
  await moveBack(1)
  respondInTurn(proxy, 'ListMessageMoveTasks', tasks(completed(1, Date.now())))
  await dead.describe('local', target.jobQueue)
  expect(statesOf(jobs)).toEqual(['dead', 'queued'])
})

test('finds a move that ended elsewhere, unless it started before the jobs died', async () => {
  await moveBack(2)
  respondInTurn(proxy, 'ListMessageMoveTasks', tasks(completed(2, 1)), tasks(completed(2, Date.now() + 1)))
  await dead.describe('local', target.jobQueue)
  expect(statesOf(jobs)).toEqual(['dead', 'dead'])
  await dead.describe('local', target.jobQueue)
  expect(statesOf(jobs)).toEqual(['queued', 'queued'])
})

test('checks for a move when the count of dead letters falls', async () => {
  respondInTurn(proxy, 'ListMessageMoveTasks', tasks(completed(2, Date.now() + 1)))
  await dead.onCount(target, 2)
  await moveBack(2)
  expect(statesOf(jobs)).toEqual(['dead', 'dead'])
  await dead.onCount(target, 0)
  expect(statesOf(jobs)).toEqual(['queued', 'queued'])
})

test('checks for a move when the first count is lower than the number of dead jobs', async () => {
  respondInTurn(proxy, 'ListMessageMoveTasks', tasks(completed(2, Date.now() + 1)))
  await moveBack(2)
  await dead.onCount(target, 0)
  expect(statesOf(jobs)).toEqual(['queued', 'queued'])
})

test('checks again for a move that could not be seen while the window was hidden', async () => {
  respondInTurn(proxy, 'ListMessageMoveTasks', tasks(completed(2, Date.now() + 1)))
  await dead.onCount(target, 2)
  await moveBack(2)
  dead.setVisible(false)
  await dead.onCount(target, 0)
  expect(statesOf(jobs)).toEqual(['dead', 'dead'])
  dead.setVisible(true)
  await dead.onCount(target, 0)
  expect(statesOf(jobs)).toEqual(['queued', 'queued'])
})

test('jobs stay dead if the job queue has another dead-letter queue, even one not read yet', async () => {
  const { jobQueue, name } = target
  const { sqs } = clients
  const QueueName = `${jobQueue.config.name}-other-dead`
  await sqs.send(new CreateQueueCommand({ QueueName }))
  const { QueueUrl } = await sqs.send(
    new GetQueueUrlCommand({ QueueName: jobQueue.names.queue('inprogress') }),
  )
  const deadLetterTargetArn = `arn:aws:sqs:us-west-1:000000000000:${QueueName}`
  const RedrivePolicy = JSON.stringify({ deadLetterTargetArn, maxReceiveCount: 1 })
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { RedrivePolicy } }))
  respondInTurn(proxy, 'ListMessageMoveTasks', tasks(completed(2, Date.now() + 1)))
  await moveBack(2)
  const unread = new JobQueue({ config: jobQueue.config, clients })
  await dead.onCount({ connectionId: 'local', jobQueue: unread, name }, 0)
  expect(statesOf(jobs)).toEqual(['dead', 'dead'])
})

test('a job that dies again is recognised by its payload, because its message has a new id', async () => {
  const { jobQueue, name } = target
  const [first = 0, second = 0] = jobs
  await store.note(first, 'released', Date.now())
  await store.note(second, 'acknowledged', Date.now())
  await moveBack(2)
  for (const key of ['a', 'b']) {
    await jobQueue.queueNamed(name).send(formatMessageBody({}, jobQueue.names.bucket('in'), key))
  }
  while ((dead.snapshot().queues[0]?.deadLetters.length ?? 0) < 2) await dead.receive(target, 2)
  expect(statesOf(jobs)).toEqual(['dead', 'finished'])
  // Results of its worker are named after the new id.
  const { deadLetters = [] } = dead.snapshot().queues[0] ?? {}
  expect(store.jobsById.get(first)?.messageId).toBe(deadLetters.find(({ key }) => key === 'a')?.messageId)
})

test('a job that dies again is also recognised if the app moves its message without showing it', async () => {
  const { jobQueue, name } = target
  const [first = 0] = jobs
  await store.note(first, 'released', Date.now())
  await moveBack(2)
  await jobQueue.queueNamed(name).send(formatMessageBody({}, jobQueue.names.bucket('in'), 'a'))
  await dead.submitAll(target)
  await until(dead, () => moveState() === 'done')
  await expect.poll(() => store.notes.at(-1)).toMatchObject({ id: first, step: 'cancelled' })
  expect(store.sentAgain.get(first)).toEqual(expect.any(String))
})
