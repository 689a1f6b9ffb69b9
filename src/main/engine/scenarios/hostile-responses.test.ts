import type { IncomingMessage } from 'node:http'
import { text } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { claimsSnapshot } from '../../../shared/jobs/claims.ts'
import { objectsPage, type ObjectsPage } from '../../../shared/files/objects.ts'
import { S3Uploads } from '../aws/s3/s3-uploads.ts'
import { Claims } from '../claims/claims.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { sqsCallOf } from '../testing/proxies/holding-proxy.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

type Received = { Messages: { Attributes?: Record<string, unknown> }[] }

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
})
afterEach(async () => {
  proxy.reset()
  await claims.close({ deadlineMs: 500 })
  await proxy.stop()
})

const isReceive = (request: IncomingMessage): boolean => sqsCallOf(request) === 'ReceiveMessage'
const isCount = (request: IncomingMessage): boolean => sqsCallOf(request) === 'GetQueueAttributes'
const numbers: readonly unknown[] = [
  '1e99',
  '1e15',
  '9007199254740993',
  '1.5',
  '-1',
  '',
  'NaN',
  'Infinity',
  '0x10',
  1e99,
  1.5,
  -1,
  null,
  [],
  {},
]

describe('an object', () => {
  let s3: ScriptedProxy
  beforeEach(async () => {
    s3 = await startScriptedProxy(bench.servers.s3Endpoint)
    const { config } = await bench.queue()
    queue = new JobQueue({ config, clients: bench.servers.clients({ s3Endpoint: s3.endpoint }) })
    claims = new Claims({ transfers: new Transfers() })
    await queue.store('in', { key: 'k', body: 'meow' })
  })
  afterEach(() => s3.stop())

  test.each(['yesterday', '1e99', '', 'Fri, 31 Dec 9999999 00:00:00 GMT'])(
    'can be read if its modification time is %j',
    async (date) => {
      s3.rewrite(() => true, { headers: { 'last-modified': date } })
      expect(await queue.describeObject('in', 'k')).toMatchObject({ size: 4, modifiedAt: null })
      expect(await text((await queue.retrieve('in', 'k')).stream)).toBe('meow')
    },
  )

  test('may have a modification date in another format', async () => {
    s3.rewrite(() => true, { headers: { 'last-modified': '2026-01-02T03:04:05Z' } })
    expect((await queue.describeObject('in', 'k')).modifiedAt).toBe(Date.UTC(2026, 0, 2, 3, 4, 5))
  })

  test.each(['1e99', '-5', '1.5', 'x'])('is listed even if its size is %s', async (size) => {
    s3.rewrite(({ url }) => url?.includes('list-type') ?? false, {
      response: (body) => body.replace(/<Size>.*?<\/Size>/, `<Size>${size}</Size>`),
    })
    expect(objectsPage.parse(await queue.list('in')).objects).toMatchObject([{ key: 'k', size: 0 }])
  })
})

const listOf = (objects: ObjectsPage['objects']): string =>
  `<ListBucketResult><IsTruncated>false</IsTruncated>${objects
    .map(({ key, size }) => `<Contents><Key>${key}</Key><Size>${size}</Size></Contents>`)
    .join('')}</ListBucketResult>`

describe('a response from S3', () => {
  let s3: ScriptedProxy
  beforeEach(async () => {
    s3 = await startScriptedProxy(bench.servers.s3Endpoint)
    const { config } = await bench.queue()
    queue = new JobQueue({ config, clients: bench.servers.clients({ s3Endpoint: s3.endpoint }) })
    claims = new Claims({ transfers: new Transfers() })
  })
  afterEach(() => s3.stop())

  const filler = `<!--${'x'.repeat(20_000_000)}-->`
  const list = `<ListBucketResult>${filler}<KeyCount>0</KeyCount></ListBucketResult>`

  test('is cut off if it is a list of 20 MB', async () => {
    s3.respond(() => true, { status: 200, body: list })
    const error = await expectCode(queue.list('in'), 'SERVICE')
    expect(error.message).toContain('longer than any that S3 sends')
  })

  test.each([404, 403, 400])('is cut off if it is an error %d of 20 MB', async (status) => {
    const body = `<Error>${filler}<Code>NoSuchKey</Code></Error>`
    s3.respond(({ method }) => method !== 'HEAD', { status, body })
    await expectCode(queue.list('in'), 'SERVICE')
    await expectCode(queue.retrieve('in', 'k'), 'SERVICE')
  })

  test('is cut off if it lists parts in 20 MB', async () => {
    const clients = bench.servers.clients({ s3Endpoint: s3.endpoint })
    const upload = { bucket: queue.names.bucket('in'), key: 'k', uploadId: 'u' }
    s3.respond(() => true, { status: 200, headers: { 'transfer-encoding': 'chunked' }, body: list })
    expect(await new S3Uploads(clients).listParts(upload)).toBeNull()
  })

  test('is limited to the requested number of objects, and the next page has the others', async () => {
    for (const key of ['a', 'b', 'c', 'd', 'e']) await queue.store('in', { key, body: 'x' })
    const whole = await queue.list('in')
    s3.rewrite(({ url }) => url?.includes('list-type') ?? false, {
      status: 200,
      response: () => listOf(whole.objects),
    })
    const pages: string[][] = []
    let cursor: string | null = null
    do {
      const page: ObjectsPage = objectsPage.parse(await queue.list('in', { limit: 2, cursor }))
      pages.push(page.objects.map(({ key }) => key))
      cursor = page.next
    } while (cursor !== null)
    expect(pages).toEqual([['a', 'b'], ['c', 'd'], ['e']])
  })
})

describe.each([{ fastPath: true }, { fastPath: false }])('with fastPath $fastPath', ({ fastPath }) => {
  beforeEach(async () => {
    const { config } = await bench.queue()
    queue = new JobQueue({
      config,
      clients: bench.servers.clients({ sqsEndpoint: proxy.endpoint, fastPath }),
    })
    claims = new Claims({ transfers: new Transfers() })
  })

  test.each(numbers)('the number %j in a message does not break its claim', async (number) => {
    await queue.sendStored({ key: 'k', fields: {} })
    const Attributes = {
      ApproximateReceiveCount: number,
      SentTimestamp: number,
      ApproximateFirstReceiveTimestamp: number,
    }
    proxy.rewrite(isReceive, {
      response: (body) =>
        JSON.stringify({
          Messages: (JSON.parse(body) as Received).Messages.map((one) => ({ ...one, Attributes })),
        }),
    })
    expect(await claims.next(queue, 'local', 'pending')).not.toBeNull()
    const [claim] = claimsSnapshot.parse(claims.snapshot()).claims
    expect(Number.isSafeInteger(claim?.receivedCount)).toBe(true)
    for (const { at } of claim?.events ?? []) expect(new Date(at).toJSON()).not.toBeNull()
  })

  test.each(numbers)('the number %j breaks neither queue depths nor settings', async (number) => {
    await queue.sendStored({ key: 'k', fields: {} })
    const Attributes = {
      ApproximateNumberOfMessages: number,
      ApproximateNumberOfMessagesNotVisible: number,
      ApproximateNumberOfMessagesDelayed: number,
      VisibilityTimeout: number,
      MaximumMessageSize: number,
      RedrivePolicy: number,
    }
    proxy.respond(isCount, { status: 200, body: JSON.stringify({ Attributes }) })
    const { pending } = await queue.depths({ statuses: ['pending'] })
    for (const count of Object.values(pending ?? {}))
      expect(Number.isSafeInteger(count) && (count ?? -1) >= 0).toBe(true)
    expect(await claims.next(queue, 'local', 'pending')).not.toBeNull()
  })

  test('claims no more than requested of 5,000 messages in one response', async () => {
    await queue.sendStored({ key: 'k', fields: {} })
    proxy.rewrite(isReceive, {
      response: (body) => {
        const [one] = (JSON.parse(body) as Received).Messages
        const copies = Array.from({ length: 5_000 }, (_, n) => ({
          ...one,
          MessageId: `${n}`,
          ReceiptHandle: `handle-${n}`,
        }))
        return JSON.stringify({ Messages: copies })
      },
    })
    expect(await claims.nextBatch(queue, 'local', 'pending', { max: 3 })).toHaveLength(3)
    expect(claims.snapshot().claims).toHaveLength(3)
  })

  test('the longest texts take little room in the window', async () => {
    const long = 'x'.repeat(900_000)
    await queue.sendStored({ key: 'k', fields: {} })
    proxy.rewrite(isReceive, {
      response: (body) =>
        JSON.stringify({
          Messages: (JSON.parse(body) as Received).Messages.map((one) => ({
            ...one,
            MessageId: long,
            Body: JSON.stringify({ bucket: long, key: long, name: long, [long]: long }),
            MD5OfBody: null,
            MessageAttributes: { [long]: { DataType: 'String', StringValue: long } },
          })),
        }),
    })
    await claims.next(queue, 'local', 'pending')
    const text = JSON.stringify(claimsSnapshot.parse(claims.snapshot()))
    expect(text.length).toBeLessThan(30_000)
  })

  test.each([
    ['a response', 200],
    ['an error', 400],
  ])('%s of 60 MB is cut off', async (_, status) => {
    proxy.respond(isReceive, { status, body: `{"Messages":[],"x":"${'x'.repeat(60_000_000)}"}` })
    await expectCode(queue.next('pending', { waitSeconds: 0 }), status === 200 ? 'UNCONFIRMED' : 'SERVICE')
  })
})
