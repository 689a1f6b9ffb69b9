import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimsSnapshot, type Claim } from '../../../shared/jobs/claims.ts'
import { Claims } from '../claims/claims.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { sqsCallOf } from '../testing/proxies/holding-proxy.ts'
import { MemoryClaimJournal } from '../testing/memory-claim-journal.ts'
import { startBench, until, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let proxy: ScriptedProxy
let queue: JobQueue
let claims: Claims
let journal: MemoryClaimJournal

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  proxy = await startScriptedProxy(bench.servers.sqsEndpoint)
  const { config } = await bench.queue()
  queue = new JobQueue({ config, clients: bench.servers.clients({ sqsEndpoint: proxy.endpoint }) })
  journal = new MemoryClaimJournal()
  claims = new Claims({ transfers: new Transfers(), journal, leaseSeconds: 3 })
})
afterEach(async () => {
  proxy.reset()
  await claims.close({ deadlineMs: 500 })
  await proxy.stop()
})

/** Server errors for a receipt handle that no longer holds its message. */
const responses: readonly (readonly [server: string, code: string, message: (handle: string) => string])[] = [
  [
    'AWS about a message that is visible again',
    'InvalidParameterValue',
    (handle) =>
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: Message does not exist or is not available for visibility timeout change.`,
  ],
  [
    'AWS about an expired handle',
    'InvalidParameterValue',
    (handle) =>
      `Value ${handle} for parameter ReceiptHandle is invalid. Reason: The receipt handle has expired.`,
  ],
  [
    'AWS with a separate error code',
    'ReceiptHandleIsInvalid',
    (handle) => `The input receipt handle "${handle}" is not a valid receipt handle.`,
  ],
  ['AWS in the query protocol', 'AWS.SimpleQueueService.MessageNotInflight', () => 'no'],
  ['ElasticMQ', 'InvalidParameterValue', (handle) => `The specified receipt handle ${handle} does not exist`],
  [
    'a server with long receipt handles',
    'InvalidParameterValue',
    () => `The input receipt handle "${'A1b2'.repeat(100)}" is not a valid receipt handle.`,
  ],
  ['a Java server', 'com.amazonaws.sqs#ReceiptHandleIsInvalidException', (handle) => handle],
  [
    'goaws, visible again',
    'AWS.SimpleQueueService.MessageNotInFlight',
    () => "The message referred to isn't in flight.",
  ],
  [
    'goaws, deleted',
    'AWS.SimpleQueueService.QueueExists',
    () => 'The specified queue does not contain the message specified.',
  ],
  ['a server with its own name for it', 'MessageDoesNotExist', () => 'gone'],
  ['another one', 'InvalidReceiptHandle', () => 'gone'],
]

const isCall =
  (...actions: readonly string[]) =>
  (request: IncomingMessage): boolean =>
    actions.includes(sqsCallOf(request))

async function claim(): Promise<string> {
  await queue.submit({ key: 'k', body: 'meow' })
  const id = await claims.next(queue, 'local', 'pending')
  if (id === null) throw new Error('No job arrived.')
  return id
}

const shown = (): Claim[] => claimsSnapshot.parse(claims.snapshot()).claims
const handleOf = (id: string): string => journal.held.get(id)?.receiptHandle ?? ''

describe.each(responses)('the response from %s', (_, code, message) => {
  // Some servers do not say whose fault it is, or write a string.
  test.each([true, 'true', undefined])('to a renewal loses the claim (SenderFault: %s)', async (fault) => {
    const id = await claim()
    const handle = handleOf(id)
    const Failed = [{ Id: '0', Code: code, SenderFault: fault, Message: message(handle) }]
    proxy.respond(isCall('ChangeMessageVisibilityBatch'), { status: 200, body: JSON.stringify({ Failed }) })
    const lost = await until(claims, () => shown().find(({ lease }) => lease.state === 'lost'))
    // Not because it expired.
    expect(lost.lease.error).toMatchObject({
      code: 'LEASE_LOST',
      message: expect.stringMatching(/^The server has ended this claim/),
    })
    expect(JSON.stringify(shown())).not.toContain(handle)
  })

  test('to a single request means that the lease is lost', async () => {
    await queue.submit({ key: 'k', body: '' })
    const job = await queue.next('pending')
    if (job === null) throw new Error('No job arrived.')
    const body = JSON.stringify({ __type: code, message: message(job.receiptHandle) })
    for (const status of [400, 404]) {
      proxy.reset()
      proxy.respond(isCall('ChangeMessageVisibility', 'DeleteMessage'), { status, body })
      for (const call of [queue.renew(job), queue.release(job), queue.acknowledge(job)]) {
        const { message: text } = await expectCode(call, 'LEASE_LOST')
        expect(text).not.toContain(job.receiptHandle)
      }
    }
  })
})

test('an error that repeats the receipt handle is shown without it', async () => {
  const id = await claim()
  const handle = handleOf(id)
  const body = JSON.stringify({ __type: 'InternalOops', message: `cannot handle ${handle} today` })
  proxy.respond(isCall('DeleteMessageBatch', 'DeleteMessage'), { status: 400, body })
  const error = await claims.acknowledge(id).catch((thrown: unknown) => thrown)
  expect(error).toBeInstanceOf(EngineError)
  expect(error).toMatchObject({ code: 'SERVICE', message: expect.stringContaining('cannot handle … today') })
  expect(JSON.stringify(shown())).not.toContain(handle)
})

test.each([
  ['a page', 413, '<html><body>413 Request Entity Too Large</body></html>'],
  ['nothing', 400, ''],
  ['half a document', 400, '{"__type":'],
])("an error response with %s is described without the SDK's wording", async (_, status, body) => {
  const id = await claim()
  proxy.respond(isCall('DeleteMessageBatch', 'DeleteMessage'), {
    status,
    headers: { 'content-type': 'text/html' },
    body,
  })
  const error = (await claims.acknowledge(id).catch((thrown: unknown) => thrown)) as EngineError
  expect(error.message).toMatch(/^Acknowledging the job failed: .+\.$/)
  expect(error.message).not.toMatch(/hidden field|\$response|SyntaxError|Unexpected|JSON|undefined|<html/)
})
