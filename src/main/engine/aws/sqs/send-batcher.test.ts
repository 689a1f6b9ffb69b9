import type { IncomingMessage } from 'node:http'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../../shared/queues/queues.ts'
import type { EngineClients } from '../transport/clients.ts'
import { JobQueue } from '../../job-queue/job-queue.ts'
import { SqsQueue } from './sqs-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../../testing/expect-code.ts'
import { startServers, type TestServers } from '../../testing/servers.ts'

type Batch = { Entries: { Id: string; MessageBody: string }[] }
type BatchBody = { Successful: { Id: string; MessageId: string }[]; Failed: object[] }

let servers: TestServers
let proxy: ScriptedProxy
let clients: EngineClients
let queue: JobQueue
let count = 0
/** The size of each SendMessageBatch. */
let batches: number[]
let lone: number

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  count += 1
  const config: QueueConfig = { name: `g${count}`, layout: 'single', statuses: ['pending'] }
  clients = servers.clients({ sqsEndpoint: proxy.endpoint })
  queue = new JobQueue({ config, clients })
  await queue.ensure()
  batches = []
  lone = 0
})
afterEach(() => proxy.reset())

const isBatch = ({ headers }: IncomingMessage): boolean =>
  String(headers['x-amz-target']).endsWith('SendMessageBatch')
const isLone = ({ headers }: IncomingMessage): boolean =>
  String(headers['x-amz-target']).endsWith('SendMessage')
const watch = (): void => {
  proxy.rewrite(isBatch, {
    request: (body) => (batches.push((JSON.parse(body) as Batch).Entries.length), body),
  })
  proxy.rewrite(isLone, { request: (body) => ((lone += 1), body) })
}
const send = (key: string, more: object = {}): Promise<string> =>
  queue.sendStored({ key, fields: { n: key }, ...more })
const visible = async (): Promise<number> => (await queue.depths())['pending']?.visible ?? 0

const keyOf = ({ MessageBody }: Batch['Entries'][number]): string =>
  (JSON.parse(MessageBody) as { key: string }).key

/** Rejects the messages with these keys in the first `rounds` batches. */
function refusing(
  keys: readonly string[],
  fault: boolean,
  rounds: number,
  code = fault ? 'InvalidMessageContents' : 'InternalError',
): void {
  let refused: { Id: string }[] = []
  proxy.rewrite(isBatch, {
    request(body) {
      const { Entries, ...rest } = JSON.parse(body) as Batch
      batches.push(Entries.length)
      const refusable = batches.length > rounds ? [] : keys
      refused = Entries.filter((entry) => refusable.includes(keyOf(entry)))
      return JSON.stringify({ ...rest, Entries: Entries.filter((entry) => !refused.includes(entry)) })
    },
    response(body) {
      const response = JSON.parse(body) as BatchBody
      const failed = refused.map(({ Id }) => ({
        Id,
        SenderFault: fault,
        Code: code,
        Message: 'no',
      }))
      return JSON.stringify({ ...response, Failed: failed })
    },
  })
}

describe('messages of stored payloads', () => {
  it('are sent in batches of ten, and each caller gets its own ID', async () => {
    watch()
    const ids = await Promise.all(Array.from({ length: 25 }, (_, index) => send(`k${index}`)))
    expect(batches).toEqual([10, 10, 5])
    expect(new Set(ids).size).toBe(25)
    expect(await visible()).toBe(25)
    const job = await queue.next('pending', { waitSeconds: 5 })
    expect(job).toMatchObject({ bucket: queue.names.bucket('in'), fields: { n: job?.key } })
    expect(job?.id).toBe(ids[Number(job?.key?.slice(1))])
  })

  it('have the same content as messages sent by `trigger`', async () => {
    const fields = { Name: 'Die Kätzin – 猫', empty: '', 'odd-one': ' a  b\uD800' }
    const { key } = await queue.store('in', { body: 'x', fields })
    await queue.trigger(key)
    await queue.sendStored({ key, fields })
    const jobs = [
      await queue.next('pending', { waitSeconds: 5 }),
      await queue.next('pending', { waitSeconds: 5 }),
    ]
    const [triggered, stored] = jobs.map((job) => JSON.parse(job?.rawBody ?? '') as unknown)
    expect(stored).toEqual(triggered)
    expect(stored).toMatchObject({ name: 'Die Kätzin – 猫', empty: '', key })
  })

  it('are sent alone if there is only one, and in smaller batches if they are large', async () => {
    watch()
    await send('k')
    expect([batches, lone]).toEqual([[], 1])
    const sqs = new SqsQueue(clients, queue.names.queue('pending'))
    await Promise.all(Array.from({ length: 8 }, () => sqs.sendBatched('x'.repeat(200_000))))
    expect(batches.toSorted((one, other) => one - other)).toEqual([3, 5])
  })

  it.each([
    ['the server is at fault', false, 'InternalError'],
    ['they came too soon', true, 'RequestThrottled'],
  ])('are sent again if only they fail because %s', async (_, fault, code) => {
    refusing(['k1', 'k7'], fault, 1, code)
    const ids = await Promise.all(Array.from({ length: 10 }, (_, index) => send(`k${index}`)))
    expect(new Set(ids).size).toBe(10)
    expect(batches[0]).toBe(10)
    expect(await visible()).toBe(10)
  })

  it('fail without affecting the others if they are rejected permanently', async () => {
    refusing(['k3'], true, 9)
    const sent = Array.from({ length: 10 }, (_, index) => send(`k${index}`))
    const ends = await Promise.allSettled(sent)
    expect(ends.filter(({ status }) => status === 'rejected')).toHaveLength(1)
    await expectCode(sent[3] ?? Promise.resolve(), 'SERVICE')
    expect(batches).toEqual([10])
    expect(await visible()).toBe(9)
  })

  it.each([undefined, '', null])(
    'are reported as unconfirmed without a MessageId (%j), and are not resent',
    async (MessageId) => {
      proxy.rewrite(isBatch, {
        request: (body) => (batches.push((JSON.parse(body) as Batch).Entries.length), body),
        response(body) {
          const { Successful, ...rest } = JSON.parse(body) as BatchBody
          const [first, ...others] = Successful
          return JSON.stringify({ ...rest, Successful: [{ ...first, MessageId }, ...others] })
        },
      })
      const [first, ...others] = ['a', 'b', 'c'].map((key) => send(key))
      await expectCode(first ?? Promise.resolve(), 'UNCONFIRMED')
      expect(new Set(await Promise.all(others)).size).toBe(2)
      expect([batches, lone, await visible()]).toEqual([[3], 0, 3])
    },
  )

  it('are sent alone to a server that does not support batches', async () => {
    const body = JSON.stringify({ __type: 'com.amazonaws.sqs#UnsupportedOperation', message: 'no' })
    proxy.respond(isBatch, { status: 400, headers: { 'content-type': 'application/x-amz-json-1.0' }, body })
    expect(new Set(await Promise.all(['a', 'b', 'c'].map((key) => send(key)))).size).toBe(3)
    expect(await visible()).toBe(3)
  })

  it('are not sent if they are cancelled while waiting', async () => {
    watch()
    const stop = new AbortController()
    const kept = [send('a'), send('b')]
    const cancelled = queue.sendStored({ key: 'c', fields: {} }, { signal: stop.signal })
    stop.abort()
    await expectCode(cancelled, 'CANCELLED')
    await Promise.all(kept)
    expect([batches, await visible()]).toEqual([[2], 2])
    await expectCode(queue.sendStored({ key: 'c', fields: {} }, { signal: stop.signal }), 'CANCELLED')
  })

  it('all fail if the queue does not exist', async () => {
    servers.sqs.deleteQueue(`g${count}-pending`, { region: 'us-west-1' })
    await Promise.all(['a', 'b'].map((key) => expectCode(send(key), 'QUEUE_NOT_FOUND')))
  })
})

it('submits a file with one PUT and a share of one batch', async () => {
  const config: QueueConfig = { name: 'counted', layout: 'single', statuses: ['pending'] }
  const front = await startScriptedProxy(servers.s3Endpoint)
  const counted = new JobQueue({
    config,
    clients: servers.clients({ s3Endpoint: front.endpoint, sqsEndpoint: proxy.endpoint }),
  })
  await counted.ensure()
  watch()
  const before = front.requests.length
  await Promise.all(
    ['a', 'b'].map((key) => counted.submit({ key, keyIsNew: true, body: 'x', fields: { key1: key } })),
  )
  const paths = front.requests.slice(before).map((request) => request.split('?')[0])
  expect(new Set(paths)).toEqual(new Set(['PUT /remotejobs-counted/a', 'PUT /remotejobs-counted/b']))
  expect(paths).toHaveLength(2)
  expect(batches.length * 2 + lone).toBe(2)
  await front.stop()
})
