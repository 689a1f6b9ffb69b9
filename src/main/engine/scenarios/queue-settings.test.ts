import { GetQueueUrlCommand, SetQueueAttributesCommand } from '@aws-sdk/client-sqs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { claimsSnapshot, type Claim } from '../../../shared/jobs/claims.ts'
import { Claims } from '../claims/claims.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { sqsCallOf } from '../testing/proxies/holding-proxy.ts'
import { startBench, until, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let proxy: ScriptedProxy
let queue: JobQueue
let claims: Claims

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  proxy = await startScriptedProxy(bench.servers.sqsEndpoint)
  const { config } = await bench.queue()
  queue = new JobQueue({ config, clients: bench.servers.clients({ sqsEndpoint: proxy.endpoint }) })
  claims = new Claims({ transfers: new Transfers() })
})
afterEach(async () => {
  proxy.reset()
  await claims.close({ deadlineMs: 500 })
  await proxy.stop()
})

/** Makes the queue report these attributes. */
const report = (Attributes: Record<string, string>): void =>
  proxy.respond((request) => sqsCallOf(request) === 'GetQueueAttributes', {
    status: 200,
    body: JSON.stringify({ Attributes }),
  })

async function claim(): Promise<Claim> {
  await queue.sendStored({ key: 'k', fields: {} })
  const id = await claims.next(queue, 'local', 'pending')
  const found = claimsSnapshot.parse(claims.snapshot()).claims.find((one) => one.id === id)
  if (found === undefined) throw new Error('No job arrived.')
  return found
}

test.each([
  ['300', 300_000],
  ['43200', 43_200_000],
  ['30', 30_000],
  ['0', 30_000],
  ['3', 30_000],
  ['99999', 30_000],
])('a queue with a visibility timeout of %s s gives leases of %i ms', async (VisibilityTimeout, leaseMs) => {
  report({ VisibilityTimeout })
  let asked: unknown
  proxy.rewrite((request) => sqsCallOf(request) === 'ReceiveMessage', {
    request: (body) => (
      (asked = (JSON.parse(body) as { VisibilityTimeout: number }).VisibilityTimeout),
      body
    ),
  })
  expect((await claim()).lease.durationMs).toBe(leaseMs)
  expect(asked).toBe(leaseMs / 1_000)
})

test('the settings are read once', async () => {
  const calls: string[] = []
  proxy.rewrite((request) => calls.push(sqsCallOf(request)) > 0, {})
  for (let round = 0; round < 3; round += 1) await claim()
  expect(calls.filter((call) => call === 'GetQueueAttributes')).toHaveLength(1)
})

test('a queue whose settings cannot be read can still be used', async () => {
  const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'no' })
  proxy.respond((request) => sqsCallOf(request) === 'GetQueueAttributes', { status: 403, body })
  expect(await claim()).toMatchObject({ deadLetter: null, lease: { durationMs: 30_000 } })
})

const redrive = (maxReceiveCount: unknown): Record<string, string> => ({
  RedrivePolicy: JSON.stringify({
    deadLetterTargetArn: 'arn:aws:sqs:us-west-1:000000000000:demo-dead',
    maxReceiveCount,
  }),
  VisibilityTimeout: '0',
  DelaySeconds: '900',
})

test('a claim shows that its release would move it to the dead-letter queue', async () => {
  report(redrive('2'))
  const first = await claim()
  expect(first.deadLetter).toBeNull()
  await claims.release(first.id)
  const id = (await claims.next(queue, 'local', 'pending')) ?? ''
  const second = claimsSnapshot.parse(claims.snapshot()).claims.find((one) => one.id === id)
  expect(second).toMatchObject({ receivedCount: 2, deadLetter: { queue: 'demo-dead', maxReceives: 2 } })
})

test('closing keeps a claim whose release would dead-letter it for the next launch', async () => {
  report(redrive(1))
  await claim()
  expect(claims.snapshot().claims[0]?.deadLetter).toEqual({ queue: 'demo-dead', maxReceives: 1 })
  await claims.close()
  proxy.reset()
  expect(await queue.depths()).toMatchObject({ pending: { visible: 0, inFlight: 1 } })
})

test('a job that arrives after the wait was cancelled is held if releasing it would dead-letter it', async () => {
  report(redrive(1))
  const stop = new AbortController()
  proxy.rewrite((request) => sqsCallOf(request) === 'ReceiveMessage', {
    response: (body) => (stop.abort(), body),
  })
  await queue.sendStored({ key: 'k', fields: {} })
  await expectCode(claims.next(queue, 'local', 'pending', { signal: stop.signal }), 'CANCELLED')
  const claim = await until(claims, () => claims.snapshot().claims[0])
  expect(claim).toMatchObject({ key: 'k', deadLetter: { queue: 'demo-dead' }, lease: { state: 'held' } })
})

test.each(['{', '{}', '{"maxReceiveCount":"x","deadLetterTargetArn":"a"}', '[]'])(
  'an invalid redrive policy is ignored: %s',
  async (RedrivePolicy) => {
    report({ RedrivePolicy })
    expect((await claim()).deadLetter).toBeNull()
  },
)

test('a file whose message is too large for the queue is rejected before its upload', async () => {
  const QueueUrl = `${bench.servers.sqsEndpoint}/000000000000/${queue.names.queue('pending')}`
  const Attributes = { MaximumMessageSize: '1024' }
  await bench.servers.clients().sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes }))
  const folder = await mkdtemp(join(bench.servers.folder, 'limit-'))
  const path = join(folder, 'a.txt')
  await writeFile(path, 'x')
  const transfers = new Transfers()
  const of = { queue, connectionId: 'local', path, name: 'a.txt', bytesTotal: null }
  const large = await transfers.finished(transfers.submit({ ...of, fields: { note: 'n'.repeat(950) } }))
  expect(large.transfer).toMatchObject({
    state: 'failed',
    error: {
      code: 'MESSAGE_TOO_LARGE',
      message: expect.stringMatching(
        new RegExp(
          `^The message has \\d+ bytes; the queue ${queue.names.queue('pending')} accepts at most 1024\\.$`,
        ),
      ),
    },
  })
  expect((await queue.list('in')).objects).toEqual([])
  await expectCode(queue.submit({ body: 'x', fields: { note: 'n'.repeat(950) } }), 'MESSAGE_TOO_LARGE')
  const small = await transfers.finished(transfers.submit({ ...of, fields: { note: 'n'.repeat(500) } }))
  expect(small.transfer.state).toBe('done')
  await transfers.close()
})

test("a queue's delay is read with its counts", async () => {
  const read = async () => (await queue.depths({ statuses: ['pending'] }))['pending']
  expect(await read()).toEqual({ visible: 0, inFlight: 0, delayed: 0 })
  const { sqs } = bench.servers.clients()
  const { QueueUrl } = await sqs.send(new GetQueueUrlCommand({ QueueName: queue.names.queue('pending') }))
  await sqs.send(new SetQueueAttributesCommand({ QueueUrl, Attributes: { DelaySeconds: '900' } }))
  await queue.sendStored({ key: 'k', fields: {} })
  expect(await read()).toEqual({ visible: 0, inFlight: 0, delayed: 1, delaySeconds: 900 })
})
