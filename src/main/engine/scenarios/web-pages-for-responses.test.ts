import { randomBytes } from 'node:crypto'
import type { IncomingMessage } from 'node:http'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import { afterAll, afterEach, beforeAll, describe, expect, test } from 'vitest'
import { S3Buckets } from '../aws/s3/s3-buckets.ts'
import { readAttributes, setAttributes } from '../aws/sqs/queue-admin.ts'
import { SqsQueue } from '../aws/sqs/sqs-queue.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { JobQueue } from '../job-queue/job-queue.ts'

/** What a proxy sends once its sign-in has expired: a web page with a 2xx status. */
const page = {
  status: 200,
  headers: { 'content-type': 'text/html' },
  body: '<!DOCTYPE html><html><body>Please sign in</body></html>',
}

/** Other 2xx responses that come from neither S3 nor SQS. */
const foreign = [
  ['a page', page],
  [
    'a page from a web server with ETags',
    { ...page, headers: { ...page.headers, etag: 'W/"37-abc"', 'last-modified': new Date().toUTCString() } },
  ],
  ['a page from a content delivery network', { ...page, headers: { ...page.headers, 'x-amz-cf-id': 'a' } }],
  [
    'a page without a doctype',
    { ...page, headers: { 'content-type': 'text/html' }, body: '<head><title>Sign in</title></head>' },
  ],
  [
    'an XHTML page',
    {
      status: 200,
      headers: { 'content-type': 'application/xhtml+xml' },
      body: '<?xml version="1.0"?><!DOCTYPE html><html xmlns="http://www.w3.org/1999/xhtml"><body/></html>',
    },
  ],
  ['JSON', { status: 200, headers: { 'content-type': 'application/json' }, body: '{"login":"/start"}' }],
  [
    'another XML document',
    {
      status: 200,
      headers: { 'content-type': 'application/atom+xml' },
      body: '<?xml version="1.0"?><EnumerationResults/>',
    },
  ],
  ['plain text', { status: 200, headers: { 'content-type': 'text/plain' }, body: 'OK' }],
] as const

let servers: TestServers
let s3: ScriptedProxy
let sqs: ScriptedProxy
let queue: JobQueue
beforeAll(async () => {
  servers = await startServers()
  s3 = await startScriptedProxy(servers.s3Endpoint)
  sqs = await startScriptedProxy(servers.sqsEndpoint)
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

test.each([10, 400_000])('a web page does not confirm a stored payload of %d bytes', async (size) => {
  for (const matches of [puts, everything]) {
    s3.respond(matches, page)
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
  s3.respond(puts, { status: 200, headers: { 'x-amz-request-id': '1' }, body: '' })
  await expectCode(queue.store('in', { body: 'meow' }), 'CHECKSUM_MISMATCH')
  s3.reset()
  s3.rewrite(puts, { headers: { etag: '' } })
  const { key } = await queue.store('in', { body: 'meow' })
  expect((await queue.list('in')).objects).toMatchObject([{ key, size: 4 }])
  await queue.remove('in', key)
})

test('a web page does not confirm a completed large file', async () => {
  const path = join(servers.folder, 'large')
  await writeFile(path, randomBytes(20 * 1024 * 1024))
  s3.respond(({ method, url }) => method === 'POST' && url?.includes('uploadId=') === true, page)
  const error = await queue.store('in', { body: { path } }).then(
    () => null,
    (thrown: unknown) => thrown,
  )
  expect(error).toMatchObject({ code: expect.stringMatching(/^(?:NOT_S3|SERVICE)$/) as string })
  s3.reset()
  expect((await queue.list('in')).objects).toEqual([])
})

test('a web page does not confirm a copied object', async () => {
  const { key } = await queue.store('in', { body: 'meow' })
  s3.respond(puts, page)
  const from = { bucket: queue.names.bucket('in'), key }
  await expectCode(queue.copy(from, 'in', { key: 'copy', fields: {} }), 'NOT_S3')
  s3.reset()
  await queue.remove('in', key)
})

test.each([
  ['an error and a line break', '<Error><Code>AccessDenied</Code></Error>\n', 'ACCESS_DENIED'],
  ['spaces', '<?xml version="1.0" encoding="UTF-8"?>\n      ', 'SERVICE'],
  ['an empty result', '<CopyObjectResult/>', 'SERVICE'],
] as const)('%s does not confirm a copied object', async (_, body, code) => {
  const { key } = await queue.store('in', { body: 'meow' })
  s3.respond(puts, { status: 200, headers: { 'x-amz-request-id': '1' }, body })
  const from = { bucket: queue.names.bucket('in'), key }
  await expectCode(queue.copy(from, 'in', { key: 'copy', fields: {} }), code)
  s3.reset()
  await queue.remove('in', key)
})

test('an error with status 200 is not mistaken for an empty list or a removed object', async () => {
  const { key } = await queue.store('in', { body: 'meow' })
  s3.respond(everything, { status: 200, body: '<Error><Code>AccessDenied</Code></Error>\n' })
  await expectCode(queue.list('in'), 'ACCESS_DENIED')
  await expectCode(queue.remove('in', key), 'ACCESS_DENIED')
  s3.reset()
  await queue.remove('in', key)
})

describe.each(foreign)('%s instead of S3', (_, response) => {
  test('is not mistaken for a bucket', async () => {
    s3.respond(everything, response)
    await expectCode(queue.describe(), 'NOT_S3')
    await expectCode(queue.ensure(), 'NOT_S3')
  })

  test('is not mistaken for a list', async () => {
    s3.respond(everything, response)
    await expectCode(queue.list('in'), 'NOT_S3')
  })

  test('is not mistaken for an object', async () => {
    const { key } = await queue.store('in', { body: 'meow' })
    s3.respond(everything, response)
    await expectCode(queue.retrieve('in', key), 'NOT_S3')
    await expectCode(queue.describeObject('in', key), 'NOT_S3')
    await expectCode(queue.remove('in', key), 'NOT_S3')
    s3.reset()
    await queue.remove('in', key)
  })

  test.each([0, 10, 400_000])('does not confirm a stored payload of %d bytes', async (size) => {
    s3.respond(puts, response)
    await expectCode(queue.store('in', { body: randomBytes(size) }), 'NOT_S3')
    s3.reset()
    expect((await queue.list('in')).objects).toEqual([])
  })

  test('does not confirm a created bucket', async () => {
    const buckets = new S3Buckets(servers.clients({ s3Endpoint: s3.endpoint }))
    s3.respond(puts, response)
    await expectCode(buckets.create('never-created'), 'NOT_S3')
    s3.reset()
    expect(await buckets.check('never-created')).toBe('missing')
  })
})

describe.each(foreign)('%s instead of SQS', (_, response) => {
  test.each(['GetQueueUrl', 'GetQueueAttributes'])('is an error for %s', async (action) => {
    const other = new SqsQueue(servers.clients({ sqsEndpoint: sqs.endpoint }), 'pages-pending')
    sqs.respond(ofAction(action), response)
    await expectCode(other.attributes(), 'NOT_SQS')
    await expectCode(readAttributes(other), 'NOT_SQS')
  })

  test('does not confirm a changed setting', async () => {
    const other = new SqsQueue(servers.clients({ sqsEndpoint: sqs.endpoint }), 'pages-pending')
    sqs.respond(ofAction('SetQueueAttributes'), response)
    await expectCode(setAttributes(other, { VisibilityTimeout: '40' }), 'NOT_SQS')
  })

  test('is not mistaken for a list of queues', async () => {
    const clients = servers.clients({ sqsEndpoint: sqs.endpoint })
    sqs.respond(everything, response)
    await expect(clients.sqs.send(new ListQueuesCommand({}))).rejects.toMatchObject({ code: 'NOT_SQS' })
  })

  test('leaves sends, receives and deletes unconfirmed', async () => {
    await queue.submit({ body: 'meow' })
    const job = await queue.next('pending')
    if (job === null) throw new Error('No job arrived.')
    sqs.respond(everything, response)
    await expectCode(queue.acknowledge(job), 'UNCONFIRMED')
    await expectCode(queue.next('pending', { waitSeconds: 0 }), 'UNCONFIRMED')
    await expectCode(queue.submit({ body: 'purr' }), 'UNCONFIRMED')
    sqs.reset()
    await queue.acknowledge(job)
  })
})

test('finds the buckets of a server that sends no S3 headers', async () => {
  s3.rewrite(({ method }) => method === 'HEAD', { headers: { 'content-type': 'text/html' } })
  const buckets = new S3Buckets(servers.clients({ s3Endpoint: s3.endpoint }))
  await buckets.create('plain-bucket')
  expect(await buckets.check('plain-bucket')).toBe('exists')
  expect(await buckets.check('no-such-bucket')).toBe('missing')
})

test('checks a bucket after creating it if the response does not name it', async () => {
  const buckets = new S3Buckets(servers.clients({ s3Endpoint: s3.endpoint }))
  s3.respond(puts, { status: 200, body: '' })
  await expectCode(buckets.create('never-created'), 'NOT_S3')
})

test('reads a payload that is a web page', async () => {
  const body = page.body
  const { key } = await queue.store('in', { body, contentType: 'text/html' })
  const { stream } = await queue.retrieve('in', key)
  expect(await text(stream)).toBe(body)
  await queue.remove('in', key)
})

test('a web page is not mistaken for a payload', async () => {
  const { key } = await queue.store('in', { body: 'meow' })
  s3.respond(everything, page)
  await expectCode(queue.retrieve('in', key), 'NOT_S3')
  await expectCode(queue.describeObject('in', key), 'NOT_S3')
  s3.reset()
  await queue.remove('in', key)
})

test('a web page does not confirm a deleted message', async () => {
  await queue.submit({ body: 'meow' })
  const job = await queue.next('pending')
  if (job === null) throw new Error('No job arrived.')
  sqs.respond(ofAction('DeleteMessage'), page)
  sqs.respond(ofAction('DeleteMessageBatch'), page)
  await expectCode(queue.acknowledge(job), 'UNCONFIRMED')
  sqs.reset()
  await queue.acknowledge(job)
})

test.each([
  ['AccessDeniedException', 'ACCESS_DENIED'],
  ['com.amazonaws.sqs#ReceiptHandleIsInvalid', 'LEASE_LOST'],
] as const)('%s with status 200 confirms nothing', async (__type, code) => {
  await queue.submit({ body: 'meow' })
  const job = await queue.next('pending')
  if (job === null) throw new Error('No job arrived.')
  const headers = { 'content-type': 'application/x-amz-json-1.0' }
  sqs.respond(everything, { status: 200, headers, body: JSON.stringify({ __type, message: 'No.' }) })
  await expectCode(queue.acknowledge(job), code)
  await expectCode(queue.renew(job), code)
  for (const call of [
    () => queue.next('pending', { waitSeconds: 0 }),
    () => queue.depths(),
    () => queue.submit({ body: 'purr' }),
  ]) {
    const error: unknown = await call().then(
      (value) => value,
      (thrown: unknown) => thrown,
    )
    expect(error).toMatchObject({ code: expect.stringMatching(/^[A-Z_]+$/) as string })
  }
  sqs.reset()
  await queue.acknowledge(job)
})

test('a message about an error is not mistaken for one', async () => {
  const body = JSON.stringify({ __type: 'AccessDeniedException', message: 'No.' })
  const raw = new SqsQueue(servers.clients({ sqsEndpoint: sqs.endpoint }), 'pages-pending')
  await raw.send(body)
  const [message] = await raw.receive({ max: 1, waitSeconds: 1, leaseSeconds: 30 })
  expect(message?.body).toBe(body)
  await raw.deleteBatch([message?.receiptHandle ?? ''])
})

test('an empty response with any content type confirms a deleted message', async () => {
  await queue.submit({ body: 'meow' })
  const job = await queue.next('pending')
  if (job === null) throw new Error('No job arrived.')
  const empty = { status: 200, headers: { 'content-type': 'text/html; charset=utf-8' }, body: '' }
  sqs.respond(ofAction('DeleteMessage'), empty)
  await expect(queue.acknowledge(job)).resolves.toBeUndefined()
})

test('a truncated list without a continuation token continues after its last key', async () => {
  // s3rver does not support pages.
  const paged = new JobQueue({
    config: { name: 'paged', layout: 'in-out', statuses: ['pending'] },
    clients: servers.clients({ s3Endpoint: sqs.endpoint, sqsEndpoint: sqs.endpoint }),
  })
  await paged.ensure()
  for (const key of ['a', 'b+ c', 'd']) await paged.store('out', { key, body: 'x' })
  sqs.rewrite(({ url }) => url?.includes('list-type=2') === true, {
    response: (body) => body.replace(/<NextContinuationToken>.*?<\/NextContinuationToken>/, ''),
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
