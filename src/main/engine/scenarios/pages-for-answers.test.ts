import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startAnsweringProxy, type AnsweringProxy } from '../testing/proxies/answering-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { JobQueue } from '../job-queue/job-queue.ts'

/** What a proxy sends once its sign-in has expired: a web page with a 2xx status. */
const page = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html><html><body>Please sign in</body></html>',
}

let servers: TestServers
let s3: AnsweringProxy
let sqs: AnsweringProxy
let queue: JobQueue
beforeAll(async () => {
  servers = await startServers()
  s3 = await startAnsweringProxy(servers.s3Endpoint)
  sqs = await startAnsweringProxy(servers.sqsEndpoint)
  const clients = servers.clients({ s3Endpoint: s3.endpoint, sqsEndpoint: sqs.endpoint })
  queue = new JobQueue({ config: { name: 'pages', layout: 'in-out', statuses: ['pending'] }, clients })
  await queue.ensure()
})
afterEach(() => {
  s3.reset()
  sqs.reset()
})
afterAll(async () => {
  await s3.stop()
  await sqs.stop()
  await servers.stop()
})

const puts = ({ method }: IncomingMessage): boolean => method === 'PUT'
const everything = (): boolean => true
const ofAction =
  (name: string) =>
  ({ headers }: IncomingMessage): boolean =>
    String(headers['x-amz-target']).endsWith(`.${name}`)

test.each([10, 400_000])('a web page does not count as having stored a payload of %d bytes', async (size) => {
  for (const matches of [puts, everything]) {
    s3.answer(matches, page)
    const error = await queue.store('in', { body: randomBytes(size) }).then(
      () => null,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: expect.stringMatching(/^(?:NOT_S3|SERVICE)$/) as string })
    s3.reset()
  }
  expect((await queue.list('in')).objects).toEqual([])
})

test('an object that is confirmed without an ETag is read back', async () => {
  s3.answer(puts, { status: 200, headers: { 'content-type': 'application/json' }, body: '{"ok":true}' })
  await expectCode(queue.store('in', { body: 'meow' }), 'CHECKSUM_MISMATCH')
  s3.reset()
  s3.rewrite(puts, { headers: { etag: '' } })
  const { key } = await queue.store('in', { body: 'meow' })
  expect((await queue.list('in')).objects).toMatchObject([{ key, size: 4 }])
  await queue.remove('in', key)
})

test('a web page does not count as having completed a large file', async () => {
  const path = join(servers.folder, 'large')
  await writeFile(path, randomBytes(20 * 1024 * 1024))
  s3.answer(({ method, url }) => method === 'POST' && url?.includes('uploadId=') === true, page)
  const error = await queue.store('in', { body: { path } }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: expect.stringMatching(/^(?:NOT_S3|SERVICE)$/) as string })
  s3.reset()
  expect((await queue.list('in')).objects).toEqual([])
})

test('a web page does not count as having copied an object', async () => {
  const { key } = await queue.store('in', { body: 'meow' })
  s3.answer(puts, page)
  const from = { bucket: queue.names.bucket('in'), key }
  await expectCode(queue.copy(from, 'in', { key: 'copy', fields: {} }), 'NOT_S3')
  s3.reset()
  await queue.remove('in', key)
})

test('a web page is not a payload', async () => {
  const { key } = await queue.store('in', { body: 'meow' })
  s3.answer(everything, page)
  await expectCode(queue.retrieve('in', key), 'NOT_S3')
  await expectCode(queue.describeObject('in', key), 'NOT_S3')
  s3.reset()
  await queue.remove('in', key)
})

test('a web page does not count as having deleted a message', async () => {
  await queue.submit({ body: 'meow' })
  const job = await queue.next('pending')
  if (job === null) throw new Error('No job arrived.')
  sqs.answer(ofAction('DeleteMessage'), page)
  sqs.answer(ofAction('DeleteMessageBatch'), page)
  await expectCode(queue.acknowledge(job), 'UNCONFIRMED')
  sqs.reset()
  await queue.acknowledge(job)
})

test('an empty response without a content type still counts as having deleted a message', async () => {
  await queue.submit({ body: 'meow' })
  const job = await queue.next('pending')
  if (job === null) throw new Error('No job arrived.')
  const empty = { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '' }
  sqs.answer(ofAction('DeleteMessage'), empty)
  await expect(queue.acknowledge(job)).resolves.toBeUndefined()
})

test('a list that says there is more, but not where, continues after its last key', async () => {
  // s3rver does not support pages.
  const paged = new JobQueue({
    config: { name: 'paged', layout: 'in-out', statuses: ['pending'] },
    clients: servers.clients({ s3Endpoint: sqs.endpoint, sqsEndpoint: sqs.endpoint }),
  })
  await paged.ensure()
  for (const key of ['a', 'b+ c', 'd']) await paged.store('out', { key, body: 'x' })
  sqs.rewrite(({ url }) => url?.includes('list-type=2') === true, {
    answer: (body) => body.replace(/<NextContinuationToken>.*?<\/NextContinuationToken>/, ''),
  })
  const keys: string[] = []
  let cursor: string | null = null
  do {
    const found: Awaited<ReturnType<JobQueue['list']>> = await paged.list('out', { limit: 1, cursor })
    keys.push(...found.objects.map(({ key }) => key))
    cursor = found.next
  } while (cursor !== null && keys.length < 9)
  expect(keys).toEqual(['a', 'b+ c', 'd'])
})
