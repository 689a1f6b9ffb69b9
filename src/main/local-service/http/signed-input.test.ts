import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Harness, temporaryFolder } from '../testing/harness.ts'
import { sendSigned } from '../testing/signed-exchange.ts'
import { readXml } from '../xml/xml-reader.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let endpoint: string

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  endpoint = await harness.ready()
  await sendSigned(endpoint, { service: 's3', method: 'PUT', path: '/bucket' })
  await sendSigned(endpoint, { service: 's3', method: 'PUT', path: '/bucket/a', body: 'hello' })
  await sqs('CreateQueue', '{"QueueName":"q"}')
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

const sqs = (action: string, body: string) =>
  sendSigned(endpoint, {
    service: 'sqs',
    method: 'POST',
    path: '/',
    headers: { 'x-amz-target': `AmazonSQS.${action}`, 'content-type': 'application/x-amz-json-1.0' },
    body,
  })

const s3Methods = fc.constantFrom('GET', 'HEAD', 'PUT', 'POST', 'DELETE')
const s3Path = fc
  .tuple(
    fc.constantFrom(
      '/',
      '/bucket',
      '/bucket/a',
      '/bucket/a._remotejob_object/b',
      '/bucket/._S3rver_uploads/x/key',
      '/bucket/%00',
      '/bucket/a//b',
      '/bucket/../x',
      `/bucket/${'k'.repeat(1100)}`,
      `/bucket/${'k'.repeat(240)}`,
      '/bucket/%F0%9F%90%88',
      '/bucket/%ff',
      '/Bad_Bucket/x',
      '/none/x',
    ),
    fc.constantFrom(
      '',
      'uploads',
      'uploads=&max-uploads=0',
      'uploadId=x',
      'uploadId=&partNumber=1',
      'partNumber=1',
      'delete',
      'list-type=2&max-keys=-1',
      'list-type=2&continuation-token=%FF&delimiter=%2F',
      'max-keys=1e9',
      'response-content-disposition=%E4%B8%AD',
      'response-content-type=a%0D%0Ab',
      'tagging',
      'acl',
      'versionId=x',
      'encoding-type=url&prefix=%00',
      'location',
      'x-id=PutObject',
    ),
  )
  .map(([path, query]) => (query === '' ? path : `${path}?${query}`))
const s3Headers = fc.constantFrom<Record<string, string>>(
  {},
  { range: 'bytes=9-1' },
  { range: 'bytes=-0' },
  { 'if-match': '*', 'if-modified-since': 'never' },
  { 'x-amz-copy-source': '/bucket/a' },
  { 'x-amz-copy-source': '%ff' },
  { 'x-amz-copy-source': '/bucket/a?versionId=x', 'x-amz-copy-source-range': 'bytes=1-' },
  { 'x-amz-copy-source': '/bucket/a', 'x-amz-copy-source-if-match': '"x"' },
  { 'x-amz-metadata-directive': 'REPLACE', 'x-amz-copy-source': '/bucket/a' },
  { 'content-type': 'multipart/form-data; boundary=x' },
  { 'x-amz-expected-bucket-owner': '1' },
  { 'content-md5': 'x', 'x-amz-checksum-crc32': 'x' },
  { 'x-amz-decoded-content-length': '-1' },
)
const xmlBody = fc.constantFrom(
  '',
  '<Delete>',
  '<Delete><Object><Key>&#x110000;</Key></Object></Delete>',
  '<Delete><Object><Key>a/../b</Key></Object><Object><Key>a</Key></Object></Delete>',
  '<CompleteMultipartUpload><Part><PartNumber>x</PartNumber></Part></CompleteMultipartUpload>',
  '<!DOCTYPE x><x/>',
)

const s3Request = fc.record({ method: s3Methods, path: s3Path, headers: s3Headers, body: xmlBody })

const odd = fc.oneof(
  fc.constantFrom<unknown>(
    null,
    true,
    -1,
    1e99,
    '',
    'q',
    '\uD800',
    'x'.repeat(10_000),
    [],
    [null],
    {},
    { a: null },
  ),
  fc.constant({ a: { DataType: 'String', StringValue: '\uD800' } }),
  fc.constant([{ Id: 'a', MessageBody: '\u0000' }, { Id: 'a' }]),
  fc.jsonValue(),
)
const sqsRequest = fc.record({
  action: fc.constantFrom(
    'CreateQueue',
    'DeleteQueue',
    'GetQueueUrl',
    'ListQueues',
    'GetQueueAttributes',
    'SetQueueAttributes',
    'PurgeQueue',
    'SendMessage',
    'SendMessageBatch',
    'ReceiveMessage',
    'DeleteMessage',
    'DeleteMessageBatch',
    'ChangeMessageVisibility',
    'ChangeMessageVisibilityBatch',
    'TagQueue',
    'UntagQueue',
    'ListQueueTags',
    'constructor',
    '__proto__',
    'x'.repeat(3_000),
  ),
  input: fc.dictionary(
    fc.constantFrom(
      'QueueName',
      'Attributes',
      'MessageBody',
      'MessageAttributes',
      'Entries',
      'ReceiptHandle',
      'VisibilityTimeout',
      'DelaySeconds',
      'MaxNumberOfMessages',
      'Tags',
      'tags',
      'TagKeys',
      'AttributeNames',
      'MessageAttributeNames',
      'NextToken',
      'MaxResults',
      'MessageGroupId',
    ),
    odd,
    { maxKeys: 5 },
  ),
  queue: fc.constantFrom<unknown>('q', 'none', undefined, 3, {}),
})

test("S3 responds to any signed input in S3's error format, and never with an internal error", async () => {
  await fc.assert(
    fc.asyncProperty(s3Request, async (request) => {
      const { status, body } = await sendSigned(endpoint, { service: 's3', ...request })
      expect(status < 500 || status === 501).toBe(true)
      const root = status < 400 || request.method === 'HEAD' ? null : readXml(body).name
      expect([null, 'Error']).toContain(root)
    }),
    { seed: 20_261_127, numRuns: 600 },
  )
})

test("SQS responds to any signed input in SQS's error format, and never with an internal error", async () => {
  await fc.assert(
    fc.asyncProperty(sqsRequest, async ({ action, input, queue }) => {
      const { status, headers, body } = await sqs(
        action,
        JSON.stringify({ ...input, WaitTimeSeconds: 0, QueueUrl: queue }),
      )
      expect([200, 400]).toContain(status)
      expect(headers['content-type']).toBe('application/x-amz-json-1.0')
      const { __type: type } = JSON.parse(body) as { __type?: string }
      expect(type?.startsWith('com.amazonaws.sqs#') ?? false).toBe(status === 400)
      expect(body.length).toBeLessThan(100_000)
    }),
    { seed: 20_261_127, numRuns: 600 },
  )
})

test('a deeply nested value is rejected like any other', async () => {
  const deep = `${'['.repeat(100_000)}${']'.repeat(100_000)}`
  for (const name of ['QueueUrl', 'Attributes', 'AttributeNames', 'Entries', 'MaxNumberOfMessages']) {
    for (const action of ['CreateQueue', 'ReceiveMessage', 'SendMessageBatch', 'GetQueueAttributes']) {
      const { status, body } = await sqs(action, `{"QueueName":"q","${name}":${deep}}`)
      expect([200, 400]).toContain(status)
      expect(body.length).toBeLessThan(1_000)
    }
  }
})

test('a deeply nested value in the query protocol is rejected like any other', async () => {
  const name = fc.constantFrom(
    'QueueUrl',
    'QueueName',
    'Attribute.1.Name',
    'Attribute.1.Value',
    'Attribute..',
    'AttributeName',
    'MessageBody',
    'MessageAttribute.1.Name',
    'MessageAttribute.1.Value.DataType',
    'MessageAttribute.999999.Value',
    'MessageAttribute.1.Value.StringValue.x',
    'SendMessageBatchRequestEntry.1.Id',
    'SendMessageBatchRequestEntry',
    'SendMessageBatchRequestEntry.2.MessageAttribute.__proto__.Name',
    '__proto__.x',
    'constructor',
    'TagKey.-1',
    `${'a.'.repeat(2_000)}b`,
  )
  const value = fc.constantFrom('', 'q', '1', '-1', 'String', '\u0000', '%', 'x'.repeat(5_000))
  const parameters = fc.array(fc.tuple(name, value), { maxLength: 8 })
  const action = fc.constantFrom(
    'CreateQueue',
    'SendMessage',
    'SendMessageBatch',
    'GetQueueAttributes',
    'UntagQueue',
    'x',
  )
  await fc.assert(
    fc.asyncProperty(action, parameters, async (Action, pairs) => {
      const body = new URLSearchParams([['Action', Action], ...pairs]).toString()
      const headers = { 'content-type': 'application/x-www-form-urlencoded' }
      const response = await sendSigned(endpoint, {
        service: 'sqs',
        method: 'POST',
        path: '/',
        headers,
        body,
      })
      expect([200, 400]).toContain(response.status)
      expect(readXml(response.body).name).toMatch(response.status === 200 ? /Response$/ : /^ErrorResponse$/)
    }),
    { seed: 20_261_127, numRuns: 400 },
  )
})

test.each([
  ['different', (at: number) => `x-trailer-${at}:1\r\n`],
  ['equal', () => 'x-trailer:1\r\n'],
])('an upload with many %s trailers is rejected', async (_kind, trailer) => {
  const put = (trailers: number) =>
    sendSigned(endpoint, {
      service: 's3',
      method: 'PUT',
      path: '/bucket/trailers',
      headers: { 'content-encoding': 'aws-chunked', 'x-amz-decoded-content-length': '1' },
      body: `1\r\nx\r\n0\r\n${Array.from({ length: trailers }, (_, at) => trailer(at)).join('')}\r\n`,
      payloadHash: 'STREAMING-UNSIGNED-PAYLOAD-TRAILER',
    })
  expect((await put(3)).status).toBe(200)
  const refused = await put(1_000)
  expect(refused.status).toBe(400)
  expect(refused.body).toContain('<Error>')
})
