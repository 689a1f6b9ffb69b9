import { CreateQueueCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import type { DeadLetterMove } from '../../../shared/queues/dead-letters.ts'
import { Emitter } from '../async/emitter.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { EngineError } from '../errors/engine-error.ts'
import {
  startScriptedProxy,
  type CannedResponse,
  type ScriptedProxy,
} from '../testing/proxies/scripted-proxy.ts'
import { actionOf, respondInTurn, json, tasks, type MoveCall } from '../testing/move-task-responses.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { until } from '../testing/test-bench.ts'
import { MoveAll } from './move-all.ts'

let servers: TestServers
let proxy: ScriptedProxy
let clients: EngineClients
let dead: SqsQueue
let source: SqsQueue
let move: MoveAll
let changed: Emitter
let calls: string[]
let names = 0
let mayAsk: boolean
/** How often a progress check was postponed. */
let postponed: number

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
  clients = servers.clients({ sqsEndpoint: proxy.endpoint })
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  names += 1
  dead = new SqsQueue(clients, `dead-${names}`)
  source = new SqsQueue(clients, `source-${names}`)
  for (const { name } of [dead, source]) await clients.sqs.send(new CreateQueueCommand({ QueueName: name }))
  const QueueUrl = await dead.getUrl()
  for (const MessageBody of ['a', 'b', 'c'])
    await clients.sqs.send(new SendMessageCommand({ QueueUrl, MessageBody }))
  calls = []
  mayAsk = true
  postponed = 0
  // Matches nothing. It only records the names of the calls.
  proxy.respond(
    (request) => {
      calls.push(actionOf(request))
      return false
    },
    { status: 500 },
  )
  changed = new Emitter()
  move = new MoveAll({
    queue: dead,
    now: Date.now,
    after(_delayMs, run) {
      const timer = setImmediate(run)
      return () => clearImmediate(timer)
    },
    mayAsk() {
      if (!mayAsk) {
        postponed += 1
        changed.emit()
      }
      return mayAsk
    },
    targetOf: () => source,
    onProgress: () => changed.emit(),
    onMoved: () => undefined,
    onEnd: () => undefined,
  })
})
afterEach(async () => {
  await move.close()
  proxy.reset()
})

const onMove = { onChange: (listener: () => void) => changed.on(listener) }
const page = (status: number): CannedResponse => ({
  status,
  headers: { 'content-type': 'text/html' },
  body: '<!doctype html><title>Internal Server Error</title>',
})
const refusal = (status: number, type: string): CannedResponse =>
  json(status, { __type: `com.amazonaws.sqs#${type}`, message: 'No.' })
const running = { Status: 'RUNNING', TaskHandle: 'task', ApproximateNumberOfMessagesMoved: 1 }

const responses = (call: MoveCall, ...list: readonly CannedResponse[]): void =>
  respondInTurn(proxy, call, ...list)

async function ended(): Promise<DeadLetterMove> {
  return until(onMove, () => {
    const state = move.state()
    return state !== null && ['done', 'cancelled', 'failed'].includes(state.state) && state
  })
}

/** Expects each message back in its queue, exactly once. */
async function expectMovedOnce(): Promise<void> {
  const received = await source.receive({ max: 10, waitSeconds: 0, leaseSeconds: 30 })
  expect(received.map(({ body }) => body).toSorted()).toEqual(['a', 'b', 'c'])
  expect(await dead.attributes()).toMatchObject({ visible: 0, inFlight: 0 })
}

const words: readonly (readonly [string, CannedResponse])[] = [
  ['UnknownOperationException', refusal(400, 'UnknownOperationException')],
  ['UnsupportedOperation', refusal(400, 'UnsupportedOperation')],
  ['InvalidAction', refusal(400, 'InvalidAction')],
  [
    'InvalidAction of the query protocol',
    { status: 400, body: '<ErrorResponse><Error><Code>InvalidAction</Code></Error></ErrorResponse>' },
  ],
  ['MissingAction', refusal(400, 'MissingAction')],
  ['MissingParameter', refusal(400, 'MissingParameter')],
  ['QueueDoesNotExist, because the call names no queue', refusal(400, 'QueueDoesNotExist')],
  ['AccessDeniedException', refusal(400, 'AccessDeniedException')],
  ['404 NotFound', refusal(404, 'NotFoundException')],
  ['a page with 404', page(404)],
  ['405 without a body', { status: 405 }],
  ['a page with 500', page(500)],
  ['InternalFailure', refusal(500, 'InternalFailure')],
  ['InternalError', refusal(500, 'InternalError')],
  ['501 NotImplemented', refusal(501, 'NotImplemented')],
  ['a page with 502', page(502)],
  [
    '503 in plain text',
    {
      status: 503,
      headers: { 'content-type': 'text/plain' },
      body: 'The server was not able to produce a timely response.',
    },
  ],
  ['a page with 200', page(200)],
]

/** One response of each kind. */
const few = words.filter(([what]) =>
  /^(?:UnsupportedOperation|Access|a page with (?:404|500|200)|503)/.test(what),
)

test.each(words)('a server that responds with %s has no move tasks', async (_what, response) => {
  responses('ListMessageMoveTasks', response)
  await move.start()
  expect(await ended()).toMatchObject({ by: 'app', state: 'done', moved: 3, error: null })
  await expectMovedOnce()
  expect(calls).not.toContain('StartMessageMoveTask')
})

test.each(few)('a server that responds with %s cannot start one', async (_what, response) => {
  responses('ListMessageMoveTasks', tasks())
  responses('StartMessageMoveTask', response)
  await move.start()
  expect(await ended()).toMatchObject({ by: 'app', state: 'done', moved: 3, error: null })
  await expectMovedOnce()
})

test.each(few)(
  'a task that started despite the response %s moves the messages alone',
  async (_what, response) => {
    responses('ListMessageMoveTasks', tasks(), tasks(running), tasks({ ...running, Status: 'COMPLETED' }))
    responses('StartMessageMoveTask', response)
    await move.start()
    expect(await ended()).toMatchObject({ by: 'server', state: 'done', moved: 1 })
    expect(calls).not.toContain('ReceiveMessage')
  },
)

test.each([
  ['a page with 500', page(500)],
  ['503 in plain text', page(503)],
])('a start that fails with %s is not repeated', async (_what, response) => {
  responses('ListMessageMoveTasks', tasks())
  responses('StartMessageMoveTask', response)
  await move.start()
  await ended()
  expect(calls.filter((call) => call === 'StartMessageMoveTask')).toHaveLength(1)
})

test.each<MoveCall>(['ListMessageMoveTasks', 'StartMessageMoveTask'])(
  'treats a server that breaks the connection only on %s as one without move tasks',
  async (call) => {
    if (call !== 'ListMessageMoveTasks') responses('ListMessageMoveTasks', tasks())
    proxy.rewrite((request) => actionOf(request) === call, { cutAfter: 0 })
    await move.start()
    expect(await ended()).toMatchObject({ by: 'app', state: 'done', moved: 3 })
    await expectMovedOnce()
  },
)

test.each([
  ['THROTTLED', refusal(400, 'ThrottlingException')],
  ['THROTTLED', refusal(503, 'ServiceUnavailable')],
  ['CREDENTIALS', refusal(403, 'InvalidClientTokenId')],
  ['CREDENTIALS_EXPIRED', refusal(400, 'ExpiredToken')],
] as const)('%s is reported, and nothing is moved', async (code, response) => {
  responses('ListMessageMoveTasks', response)
  await expectCode(move.start(), code)
  expect(move.state()).toBeNull()
  expect(calls).not.toContain('ReceiveMessage')
})

test('the app finishes a task that the server never reports', async () => {
  responses('ListMessageMoveTasks', tasks())
  responses('StartMessageMoveTask', json(200, {}))
  await move.start()
  expect(await ended()).toMatchObject({ by: 'app', state: 'done', moved: 3 })
  await expectMovedOnce()
})

test('the app finishes a task that the server no longer reports', async () => {
  responses('ListMessageMoveTasks', tasks(running), tasks(running), page(500))
  await move.start()
  expect(await ended()).toMatchObject({ by: 'app', state: 'done', moved: 3, error: null })
  await expectMovedOnce()
})

test.each(few.filter(([, { status }]) => status !== 200))(
  'a task continues if its cancel fails with %s, and the window still follows it',
  async (_what, response) => {
    responses('ListMessageMoveTasks', tasks(running), tasks(running))
    responses('CancelMessageMoveTask', response)
    await move.start()
    const error = await move.cancel().catch((reason: unknown) => reason)
    expect(error).toBeInstanceOf(EngineError)
    expect((error as EngineError).message).toContain('cannot stop')
    expect(move.state()).toMatchObject({ by: 'server', state: 'running' })
    proxy.reset()
    responses('ListMessageMoveTasks', tasks({ ...running, Status: 'COMPLETED' }))
    expect(await ended()).toMatchObject({ by: 'server', state: 'done' })
  },
)

test('cancelling too late is not an error', async () => {
  responses('ListMessageMoveTasks', tasks(running), tasks({ ...running, Status: 'COMPLETED' }))
  responses('CancelMessageMoveTask', refusal(400, 'ResourceNotFoundException'))
  await move.start()
  await move.cancel()
  expect(await ended()).toMatchObject({ by: 'server', state: 'done' })
})

test('does not check a server without tasks again', async () => {
  responses('ListMessageMoveTasks', refusal(400, 'InvalidAction'))
  await move.findTask()
  await move.findTask()
  expect(calls.filter((call) => call === 'ListMessageMoveTasks')).toHaveLength(1)
  expect(move.state()).toBeNull()
})

test('pauses the progress checks while the budget is used up, and continues afterwards', async () => {
  responses('ListMessageMoveTasks', tasks(), tasks({ ...running, Status: 'COMPLETED' }))
  responses('StartMessageMoveTask', json(200, { TaskHandle: 'task' }))
  mayAsk = false
  await move.start()
  const before = calls.filter((call) => call === 'ListMessageMoveTasks').length
  await until(onMove, () => postponed >= 3)
  expect(calls.filter((call) => call === 'ListMessageMoveTasks')).toHaveLength(before)
  mayAsk = true
  expect(await ended()).toMatchObject({ state: 'done' })
})

test('a message that was sent but not deleted is not sent again by the next move', async () => {
  responses('ListMessageMoveTasks', refusal(400, 'InvalidAction'))
  proxy.respond((request) => actionOf(request).startsWith('DeleteMessage'), refusal(403, 'AccessDenied'))
  const handles: string[] = []
  proxy.rewrite((request) => actionOf(request) === 'ReceiveMessage', {
    response(body) {
      const { Messages = [] } = JSON.parse(body) as { Messages?: { ReceiptHandle: string }[] }
      handles.push(...Messages.map(({ ReceiptHandle }) => ReceiptHandle))
      return body
    },
  })
  await move.start()
  expect(await ended()).toMatchObject({ state: 'failed', moved: 0, error: { code: 'ACCESS_DENIED' } })
  expect(calls).not.toContain('ChangeMessageVisibilityBatch')
  await dead.changeVisibilityBatch(handles.map((receiptHandle) => ({ receiptHandle, seconds: 0 })))
  proxy.reset()
  await move.start()
  expect(await ended()).toMatchObject({ state: 'done', moved: 3 })
  await expectMovedOnce()
})
