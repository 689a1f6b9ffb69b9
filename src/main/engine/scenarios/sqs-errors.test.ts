import { afterAll, beforeAll, expect, it } from 'vitest'
import { createClients, type EngineClients } from '../aws/transport/clients.ts'
import { opensCircuit } from '../aws/transport/circuit-breaker.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { close, listen } from '../testing/servers.ts'

type CannedResponse = {
  readonly status: number
  readonly type?: string
  readonly header?: string
  readonly body: string
}

let server: Awaited<ReturnType<typeof listen>>
let clients: EngineClients
let canned: CannedResponse

beforeAll(async () => {
  // Finds every queue, and responds to every other call as the test requires.
  server = await listen((request, response) => {
    const isLookup = String(request.headers['x-amz-target']).endsWith('GetQueueUrl')
    const { port } = server.address() as { port: number }
    const found = JSON.stringify({ QueueUrl: `http://127.0.0.1:${port}/0/q` })
    const {
      status,
      type = 'application/x-amz-json-1.0',
      header,
      body,
    } = isLookup ? { status: 200, body: found } : canned
    response.writeHead(status, { 'content-type': type, ...(header && { 'x-amzn-query-error': header }) })
    response.end(body)
  })
  const { port } = server.address() as { port: number }
  clients = createClients({
    region: 'us-west-1',
    credentials: { accessKeyId: 'a', secretAccessKey: 'b' },
    sqsEndpoint: `http://127.0.0.1:${port}`,
  })
})
afterAll(async () => {
  clients.close()
  await close(server)
})

const refusal = (type: string, message: string): string =>
  JSON.stringify({ __type: `com.amazonaws.sqs#${type}`, message })
const receive = () => new SqsQueue(clients, 'q').receive({ max: 10, waitSeconds: 0, leaseSeconds: 30 })
const send = (): Promise<string> => new SqsQueue(clients, 'q').send('{}')

it.each([
  ['KmsAccessDenied', 'KMS.AccessDeniedException'],
  ['KmsDisabled', 'KMS.DisabledException'],
  ['KmsInvalidState', 'KMS.InvalidStateException'],
  ['KmsNotFound', 'KMS.NotFoundException'],
  ['KmsOptInRequired', 'KMS.OptInRequired'],
])('an unusable key: %s', async (name, older) => {
  for (const header of [undefined, `${older};Sender`]) {
    canned = { status: 400, body: refusal(name, 'The key refuses.'), ...(header && { header }) }
    const error = await expectCode(send, 'KMS_REFUSED')
    expect(error.message).toContain('KMS')
    expect(error.hint).toContain('kms:GenerateDataKey')
  }
})

it('a throttled key is not an unusable key', async () => {
  canned = { status: 400, body: refusal('KmsThrottled', 'Rate exceeded') }
  await expectCode(send, 'THROTTLED')
})

it.each([
  ['JSON', refusal('OverLimit', 'Too many messages in flight.'), undefined],
  ['an older form', refusal('OverLimit', 'Too many messages in flight.'), 'OverLimit;Sender'],
  ['the oldest form', refusal('AWS.SimpleQueueService.OverLimit', 'Too many.'), undefined],
])('a queue with too many messages in flight is not an outage: %s', async (_what, body, header) => {
  canned = { status: 403, body, ...(header && { header }) }
  const error = await expectCode(receive, 'SERVICE')
  expect(opensCircuit(error)).toBe(false)
  expect(error.message).toContain('messages in flight')
  expect(error.hint).toContain('release claimed jobs')
})

it('a quota of SQS is not a full server', async () => {
  canned = { status: 400, body: refusal('LimitExceeded', 'You have exceeded the quota of move tasks.') }
  expect((await expectCode(send, 'SERVICE')).message).toContain('quota of move tasks')
})

it('a missing queue', async () => {
  canned = { status: 400, body: refusal('QueueDoesNotExist', 'The specified queue does not exist.') }
  await expectCode(send, 'QUEUE_NOT_FOUND')
  canned = { status: 404, body: refusal('NoSuchQueue', 'gone') }
  await expectCode(send, 'QUEUE_NOT_FOUND')
})

it('a queue that cannot be created yet is not a missing queue', async () => {
  const text =
    'You must wait 60 seconds after deleting a queue before you can create another with the same name.'
  canned = { status: 400, body: refusal('QueueDeletedRecently', text) }
  const error = await expectCode(() => new SqsQueue(clients, 'q').create(), 'SERVICE')
  expect(error.message).toContain('deleted less than 60 s ago')
  expect(error.hint).toContain('Wait a minute')
})

it.each([
  ['a web server', 'text/html', '<html><h1>404 Not Found</h1></html>'],
  ['a proxy', 'application/json', '{"error":"no route"}'],
  [
    'SQS at a wrong path',
    undefined,
    refusal('InvalidAddress', 'The address / is not valid for this endpoint.'),
  ],
  ['SQS with its long names', undefined, refusal('AWS.SimpleQueueService.GeneralError', 'General Error.')],
])('a 404 from %s is not a missing queue', async (_what, type, body) => {
  canned = { status: 404, body, ...(type && { type }) }
  const error = await expectCode(send, 'SERVICE')
  expect(error.message).toContain('404')
  expect(error.message).not.toContain('hidden field')
  expect(error.hint).toContain('SQS address')
  expect(opensCircuit(error)).toBe(false)
})
