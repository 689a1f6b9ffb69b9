import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { PutObjectCommand } from '@aws-sdk/client-s3'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { claimsSnapshot, type Claim } from '../../../shared/jobs/claims.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { Claims } from '../claims/claims.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startBench, until, type TestBench } from '../testing/test-bench.ts'
import { Transfers } from '../transfers/transfers.ts'

let bench: TestBench
let s3: ScriptedProxy
let queue: JobQueue
let transfers: Transfers
let claims: Claims
let folder: string

beforeAll(async () => {
  bench = await startBench()
})
afterAll(() => bench.stop())
beforeEach(async () => {
  s3 = await startScriptedProxy(bench.servers.s3Endpoint)
  const { config } = await bench.queue()
  queue = new JobQueue({ config, clients: bench.servers.clients({ s3Endpoint: s3.endpoint }) })
  transfers = new Transfers()
  claims = new Claims({ transfers })
  folder = await mkdtemp(join(bench.servers.folder, 'foreign-'))
})
afterEach(async () => {
  await claims.close({ deadlineMs: 500 })
  await transfers.close()
  await s3.stop()
})

const shown = (id: string): Claim | undefined =>
  claimsSnapshot.parse(claims.snapshot()).claims.find((one) => one.id === id)

/** Sends a message like another program, and claims it. */
async function claim(message: object | string): Promise<string> {
  const sender = new SqsQueue(bench.servers.clients(), queue.names.queue('pending'))
  await sender.send(typeof message === 'string' ? message : JSON.stringify(message))
  const id = await claims.next(queue, 'local', 'pending')
  if (id === null) throw new Error('No job arrived.')
  return id
}

const described = (id: string): Promise<Claim> =>
  until(claims, () => [shown(id)].find((one) => one?.payload !== null || one.payloadError !== null))

async function save(id: string): Promise<string> {
  const { transfer } = await transfers.finished(claims.save(id, { folder }))
  expect(transfer).toMatchObject({ state: 'done', error: null })
  return transfer.name
}

test('decodes a name that a peer copied from the metadata, and saves the file under it', async () => {
  const bucket = queue.names.bucket('in')
  const id = await claim({
    name: '=?UTF-8?B?R3LDtsOfZSDigJQg54yr?=',
    filename: '=?UTF-8?Q?Gr=C3=B6=C3=9Fe_=E7=8C=AB.jpg?=',
    bucket,
    key: 'k',
  })
  await queue.store('in', { key: 'k', body: 'meow' })
  expect(shown(id)?.fields).toEqual({ name: 'Größe — 猫', filename: 'Größe 猫.jpg' })
  expect(await save(id)).toBe('Größe 猫.jpg')
})

test('reads a name in raw UTF-8, both from the metadata and from a message with a copy of it', async () => {
  const raw = Buffer.from('Größe 猫.jpg').toString('latin1')
  await queue.store('in', { key: 'raw', body: 'meow' })
  s3.rewrite(() => true, { headers: { 'x-amz-meta-filename': raw } })
  expect((await queue.describeObject('in', 'raw')).fields).toEqual({ filename: 'Größe 猫.jpg' })
  const bucket = queue.names.bucket('in')
  expect((await described(await claim({ bucket, key: 'raw' }))).fileName).toBe('Größe 猫.jpg')
  expect(await save(await claim({ filename: raw, bucket, key: 'raw' }))).toBe('Größe 猫.jpg')
})

test('opens an S3 event and saves its payload under the name in its key', async () => {
  const bucket = queue.names.bucket('in')
  await queue.store('in', { key: 'in/year=2026/red flower + grün.jpg', body: 'hello' })
  const key = 'in/year%3D2026/red+flower+%2B+gr%C3%BCn.jpg'
  const id = await claim({
    Records: [{ eventSource: 'aws:s3', s3: { bucket: { name: bucket }, object: { key } } }],
  })
  expect(shown(id)).toMatchObject({ format: 'S3 event', messageError: null })
  const name = await save(id)
  expect(name).toBe('red flower + grün.jpg')
  expect(await readFile(join(folder, name), 'utf8')).toBe('hello')
})

test.each([
  [
    'an S3 event',
    (Bucket: string) => ({ Records: [{ s3: { bucket: { name: Bucket }, object: { key: 'k' } } }] }),
  ],
  [
    'a pointer',
    (s3BucketName: string) => [
      'software.amazon.payloadoffloading.PayloadS3Pointer',
      { s3BucketName, s3Key: 'k' },
    ],
  ],
  [
    'an SNS notification',
    (bucket: string) => ({ Type: 'Notification', Message: JSON.stringify({ bucket, key: 'k' }) }),
  ],
  ['base64', (bucket: string) => Buffer.from(JSON.stringify({ bucket, key: 'k' })).toString('base64')],
])('reads the bucket in %s only after the user has allowed it', async (_, message) => {
  const other = await bench.queue()
  const Bucket = other.names.bucket('in')
  await bench.servers.clients().s3.send(new PutObjectCommand({ Bucket, Key: 'k', Body: 'secret' }))
  const id = await claim(message(Bucket))
  expect(shown(id)).toMatchObject({
    bucket: Bucket,
    key: 'k',
    messageError: { code: 'MESSAGE_FOREIGN_BUCKET' },
  })
  await expectCode(() => claims.save(id, { folder }), 'MESSAGE_FOREIGN_BUCKET')
  expect(s3.requests.filter((request) => request.includes(Bucket))).toEqual([])
  claims.allowBucket(id)
  expect((await described(id)).payload?.size).toBe(6)
})

test('an unknown message can be viewed whole, and completed without loss', async () => {
  const text = `{"what":"${'x'.repeat(10_000)}","n":1.10}`
  const id = await claim(text)
  expect(shown(id)).toMatchObject({ bodyLength: text.length, messageError: { code: 'MESSAGE_WITHOUT_KEY' } })
  expect(claims.message(id)).toEqual({ text, fileName: expect.stringMatching(/^[\w-]+\.json$/) })
  const path = join(folder, 'result.txt')
  await writeFile(path, 'done')
  const file = { queue, connectionId: 'local', path, name: 'result.txt', fields: {} }
  claims.complete(id, [file], {})
  expect((await claims.idle(id)).outcome).toBe('completed')
  const sent = await queue.next('completed')
  expect(sent?.rawBody).toContain(text.slice(1, -1))
})

test('shows a claim as started after its job was stored, even if the wait began before that', async () => {
  let polled: () => void
  const polling = new Promise<void>((resolve) => (polled = resolve))
  const sqs = await startScriptedProxy(bench.servers.sqsEndpoint)
  sqs.rewrite((request) => request.headers['x-amz-target'] === 'AmazonSQS.ReceiveMessage', {
    request: (body) => (polled(), body),
  })
  const waiting = new JobQueue({
    config: queue.config,
    clients: bench.servers.clients({ sqsEndpoint: sqs.endpoint }),
  })
  const claimed = claims.next(waiting, 'local', 'pending')
  await polling
  await queue.store('in', { key: 'late', body: 'x' })
  const storedAt = Date.now()
  await queue.sendStored({ key: 'late', fields: {} })
  const id = (await claimed) ?? ''
  const { events } = await described(id)
  expect(events.map(({ what }) => what)).toEqual(['stored', 'sent', 'claimed'])
  expect(events[2]?.at).toBeGreaterThanOrEqual(storedAt)
  await sqs.stop()
})
