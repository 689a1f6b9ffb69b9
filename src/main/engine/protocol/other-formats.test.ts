import { deflateSync, gzipSync } from 'node:zlib'
import { describe, expect, it } from 'vitest'
import { parseMessageBody } from './message-body.ts'

const job = '{"name":"Cat","bucket":"b","key":"k"}'
const s3Event = (key: string, more: object[] = []): object => ({
  Records: [
    { eventName: 'ObjectCreated:Put', s3: { bucket: { name: 'b' }, object: { key, size: 5 } } },
    ...more,
  ],
})
const sns = (message: unknown): string =>
  JSON.stringify({ Type: 'Notification', MessageId: '1', TopicArn: 'arn', Message: message })
const base64 = (text: string): string => Buffer.from(text).toString('base64')
const json = JSON.stringify

describe('a body from another program that names a payload', () => {
  it.each([
    ['a byte order mark', `\uFEFF${job}`, null],
    [
      "an extended client's pointer",
      json(['software.amazon.payloadoffloading.PayloadS3Pointer', { s3BucketName: 'b', s3Key: 'k' }]),
      'extended client pointer',
    ],
    [
      "an older extended client's pointer",
      json(['com.amazon.sqs.javamessaging.MessageS3Pointer', { s3BucketName: 'b', s3Key: 'k' }]),
      'extended client pointer',
    ],
    ['an S3 event', json(s3Event('k')), 'S3 event'],
    [
      'an S3 event with several objects',
      json(s3Event('k', [{}, {}])),
      'S3 event with 3 objects, of which the first was read',
    ],
    ['an SNS notification', sns(job), 'SNS notification with job message'],
    ['an S3 event in an SNS notification', sns(json(s3Event('k'))), 'SNS notification with S3 event'],
    [
      'an EventBridge event',
      json({
        source: 'aws.s3',
        'detail-type': 'Object Created',
        detail: { bucket: { name: 'b' }, object: { key: 'k' } },
      }),
      'EventBridge event from S3',
    ],
    [
      'a call to S3 that CloudTrail reports to EventBridge',
      json({
        source: 'aws.s3',
        'detail-type': 'AWS API Call via CloudTrail',
        detail: { eventName: 'PutObject', requestParameters: { bucketName: 'b', key: 'k' } },
      }),
      'CloudTrail event from S3',
    ],
    [
      'a CloudEvent',
      json({ specversion: '1.0', type: 't', data: { bucket: 'b', key: 'k' } }),
      'CloudEvent with job message',
    ],
    ['base64', base64(job), 'base64 text with job message'],
    ['a byte order mark in base64', base64(`\uFEFF${job}`), 'base64 text with job message'],
    ['a byte order mark in a notification', sns(`\uFEFF${job}`), 'SNS notification with job message'],
    ['UTF-16 in base64', Buffer.from(job, 'utf16le').toString('base64'), 'base64 text with job message'],
    [
      'UTF-16 with a byte order mark in base64',
      Buffer.from(`\uFEFF${job}`, 'utf16le').toString('base64'),
      'base64 text with job message',
    ],
    [
      'big-endian UTF-16 in base64',
      Buffer.from(`\uFEFF${job}`, 'utf16le').swap16().toString('base64'),
      'base64 text with job message',
    ],
    ['base64 in base64', base64(base64(job)), 'base64 text with base64 text with job message'],
    [
      'an S3 event in base64 in base64',
      base64(base64(json(s3Event('k')))),
      'base64 text with base64 text with S3 event',
    ],
    ['two byte order marks', `\uFEFF\uFEFF${job}`, null],
    [
      "another extended client's pointer",
      json(['sqs_extended_client.Pointer', { s3BucketName: 'b', s3Key: 'k' }]),
      'extended client pointer',
    ],
    [
      'the bucket and the key in separate objects',
      json({ Bucket: { Name: 'b' }, Object: { Key: 'k' } }),
      'message from another program',
    ],
    ["the bucket's URL", json({ bucket: 's3://b/', key: 'k' }), null],
    ['Backblaze', 'https://s3.us-west-002.backblazeb2.com/b/k', 'S3 address'],
    ['Backblaze with the bucket in the host', 'https://b.s3.us-west-002.backblazeb2.com/k', 'S3 address'],
    ['Wasabi', 'https://s3.wasabisys.com/b/k', 'S3 address'],
    ['R2', `https://${'0a'.repeat(16)}.r2.cloudflarestorage.com/b/k?X-Amz-Signature=1`, 'S3 address'],
    ['Google', 'https://storage.googleapis.com/b/k', 'S3 address'],
    ['Spaces', 'https://b.fra1.digitaloceanspaces.com/k', 'S3 address'],
    ['Hetzner', 'https://b.fsn1.your-objectstorage.com/k', 'S3 address'],
    ['Yandex', 'https://storage.yandexcloud.net/b/k?X-Amz-Signature=1', 'S3 address'],
    ['VK Cloud', 'https://b.hb.ru-msk.vkcs.cloud/k', 'S3 address'],
    ['Alibaba', 'https://b.oss-cn-hangzhou.aliyuncs.com/k?Signature=1', 'S3 address'],
    ['Tencent', 'https://b.cos.ap-guangzhou.myqcloud.com/k', 'S3 address'],
    ['Exoscale', 'https://sos-ch-dk-2.exo.io/b/k', 'S3 address'],
    ['Scaleway', 'https://b.s3.fr-par.scw.cloud/k', 'S3 address'],
    ['an S3 website', 'http://b.s3-website-us-east-1.amazonaws.com/k', 'S3 address'],
    ['an S3 event in base64', base64(json(s3Event('k'))), 'base64 text with S3 event'],
    ['JSON in a JSON string', json(job), 'JSON string with job message'],
    ['a JSON array', `[${job}]`, 'JSON array with job message'],
    [
      'several messages in a JSON array',
      `[${job},${job}]`,
      'JSON array of 2 values, of which the first was read, with job message',
    ],
    ['capitalised names', json({ Bucket: 'b', Key: 'k' }), 'message from another program'],
    ['names that begin with s3', json({ s3_bucket: 'b', s3_key: 'k' }), 'message from another program'],
    [
      'the bucket and the key in a nested object',
      json({ id: 1, payload: { bucketName: 'b', objectKey: 'k' } }),
      'message from another program',
    ],
    ['an s3:// URL', 's3://b/k', 'S3 address'],
    ['an s3:// URL in a field', json({ url: 's3://b/k' }), 'message from another program'],
  ])('with %s', (_, body, format) => {
    expect(parseMessageBody(body)).toMatchObject({ bucket: 'b', key: 'k', format, error: null })
  })

  it("decodes an S3 event's key like form data", () => {
    const { key } = parseMessageBody(json(s3Event('in/year%3D2026/red+flower+%2B+gr%C3%BCn.jpg')))
    expect(key).toBe('in/year=2026/red flower + grün.jpg')
    expect(parseMessageBody(json(s3Event('100%+sure'))).key).toBe('100%+sure')
  })

  it('shows the fields of the inner message', () => {
    expect(parseMessageBody(sns(job)).fields).toEqual({ name: 'Cat' })
    expect(parseMessageBody(json(s3Event('k'))).fields).toEqual({ event: 'ObjectCreated:Put', size: '5' })
  })

  const digits = '{"order":9007199254740993,"price":1.10,"o":{ "e" : [1E+2] },"bucket":"b","key":"k"}'
  it.each([
    ['a JSON array', `[ ${digits} , 1]`],
    ['a CloudEvent', `{"specversion":"1.0","data": ${digits} }`],
    ['a JSON array in a CloudEvent', `{"specversion":"1.0","data":[${digits}]}`],
    ['a JSON array with a byte order mark', `\uFEFF[${digits}]`],
    ['an SNS notification', sns(`[${digits}]`)],
  ])('shows the numbers as written in %s', (_, body) => {
    const fields = { order: '9007199254740993', price: '1.10', o: '{"e":[1E+2]}' }
    expect(parseMessageBody(body)).toMatchObject({ fields, bucket: 'b', key: 'k' })
  })

  it('shows the size in an event as written', () => {
    const object = '"object":{"key":"k","size":9007199254740993}'
    const record = `{"eventName":"Put","eventTime":null,"s3":{"bucket":{"name":"b"},${object}}}`
    const bridge = `{"source":"aws.s3","detail":{"bucket":{"name":"b"},${object}}}`
    expect(parseMessageBody(`{"Records":[${record}]}`).fields).toEqual({
      event: 'Put',
      size: '9007199254740993',
    })
    expect(parseMessageBody(bridge).fields).toEqual({ size: '9007199254740993' })
  })

  it("prefers remotejob's own names", () => {
    const own = parseMessageBody(json({ bucket: 'b', key: 'k', Records: [], s3: { bucket: 'x', key: 'y' } }))
    expect(own).toMatchObject({ bucket: 'b', key: 'k', format: null })
  })
})

const record = { eventSource: 'aws:s3', s3: { bucket: { name: 'b' }, object: { key: 'a+k' } } }
const sqs = { messageId: '1', receiptHandle: 'r', eventSource: 'aws:sqs', body: job }
const pointer = { Bucket: 'b', Key: 'k' }

describe('a body of several entries', () => {
  it.each([
    ['an S3 event', json(s3Event('k', [{}, {}])), 2],
    ['an S3 event whose first record is empty', json({ Records: [{}, 1, record] }), 2],
    ['an S3 event whose first record names nothing', json({ Records: [{ s3: {} }, record] }), 1],
    ['an SQS event', json({ Records: [sqs, sqs] }), 1],
    ['an SNS event', json({ Records: [{ Sns: { Message: job } }, {}, {}] }), 2],
    ['a JSON array', `[${job},${job},${job}]`, 2],
    ['a JSON array of events', json([s3Event('k', [{}]), s3Event('k')]), 2],
    ['a JSON array of strings', json([job, job]), 1],
    ['one record', json({ Records: [record] }), 0],
    ['a job message', job, 0],
  ])('counts the unopened entries: %s', (_, body, unopened) => {
    const content = parseMessageBody(body)
    expect(content).toMatchObject({ bucket: 'b', unopened, error: null })
    expect(/of which (?:the first|one) was read/.test(content.format ?? '')).toBe(unopened > 0)
  })

  it('is described by the number of entries if none names a payload', () => {
    expect(parseMessageBody(json({ Records: [{ s3: {} }, { s3: {} }] })).error?.message).toBe(
      'The message is an S3 event with 2 objects, of which the first was read, so its payload is unknown.',
    )
  })
})

describe('other wrappers', () => {
  it.each([
    ['S3Payload', { S3Payload: pointer }, 'k'],
    ['payload_location', { payload_location: pointer }, 'k'],
    ['claimCheck', { id: 1, claimCheck: pointer }, 'k'],
    ['Textract', { DocumentLocation: { S3ObjectName: 'k', S3Bucket: 'b' } }, 'k'],
    ['several', { source: 'my.app', detail: { payload: { s3: pointer } } }, 'k'],
    ['a pipe of SQS messages', [sqs, sqs], 'k'],
    ['a pipe of one SQS message', sqs, 'k'],
    ['a lone S3 record', record, 'a k'],
    ['a pipe of Kinesis records', [{ eventSource: 'aws:kinesis', data: base64(job) }], 'k'],
    ['a Kinesis event', { Records: [{ kinesis: { data: base64(job) } }] }, 'k'],
    ['raw SNS messages', ['s3://b/k'], 'k'],
    [
      'a Lambda destination after a failure',
      {
        requestContext: { condition: 'RetriesExhausted' },
        requestPayload: s3Event('k'),
        responsePayload: pointer,
      },
      'k',
    ],
    [
      'a Lambda destination after a success',
      { requestContext: { condition: 'Success' }, requestPayload: s3Event('x'), responsePayload: pointer },
      'k',
    ],
    [
      'a Lambda destination with a status',
      { requestContext: { condition: 'Success' }, requestPayload: s3Event('k'), responsePayload: { ok: 1 } },
      'k',
    ],
  ])('%s', (_, body, key) => {
    expect(parseMessageBody(json(body))).toMatchObject({ bucket: 'b', key, error: null })
  })

  it('ignores an array of words', () => {
    expect(parseMessageBody('["a","b"]').error?.message).toContain('a JSON array of 2 values')
  })
})

describe('describes a body from another program without a payload', () => {
  it.each([
    ['', 'The message is empty, so its payload is unknown.'],
    ['hello', 'The message is text of 5 characters, so its payload is unknown.'],
    ['[1,2]', 'The message is a JSON array of 2 values, so its payload is unknown.'],
    ['42', 'The message is the JSON value 42, so its payload is unknown.'],
    ['{}', 'The message is an empty JSON object, so its payload is unknown.'],
    ['<a>b</a>', 'The message is XML or HTML, so its payload is unknown.'],
    [
      deflateSync(job).toString('base64'),
      'The message is compressed data in base64, so its payload is unknown.',
    ],
    [
      gzipSync(job).toString('base64url'),
      'The message is compressed data in base64, so its payload is unknown.',
    ],
    ['https://s3.acme.example/about/us', 'The message is text of 32 characters, so its payload is unknown.'],
    [
      'https://console.cloud.backblazeb2.com/',
      'The message is text of 38 characters, so its payload is unknown.',
    ],
    ['eyeglasses', 'The message is text of 10 characters, so its payload is unknown.'],
    [
      '{"task":"resize","id":1}',
      'The message is a JSON object without a bucket or key (its fields: “task”, “id”), so its payload is unknown.',
    ],
    [
      '{"bucket":"b","key":5}',
      'The message is a JSON object whose bucket or key is empty or not text, so its payload is unknown.',
    ],
    [
      '{"bucket":null,"key":"k"}',
      'The message is a JSON object whose bucket or key is empty or not text, so its payload is unknown.',
    ],
    [
      json({ Service: 'Amazon S3', Event: 's3:TestEvent', Bucket: 'b' }),
      'The message is an S3 test event, so its payload is unknown.',
    ],
    [
      sns('hello'),
      'The message is an SNS notification with text of 5 characters, so its payload is unknown.',
    ],
    [
      json({ body: 'W10=', headers: {}, properties: {}, 'content-type': 'application/json' }),
      'The message is a Celery task, so its payload is unknown.',
    ],
    ['TWFueSBoYW5kcw==', 'The message is text of 16 characters, so its payload is unknown.'],
  ])('%j', (body, message) => {
    expect(parseMessageBody(body).error?.message).toBe(message)
  })
})

const event = (eventSource: string, key: string): string =>
  json({ Records: [{ eventSource, s3: { bucket: { name: 'b' }, object: { key } } }] })

describe('the key in an S3 event', () => {
  it.each([
    ['is unchanged from Ceph', 'ceph:s3', 'in/a+b 50%25.txt', 'in/a+b 50%25.txt'],
    ['is unchanged if it contains a space', 'aws:s3', 'in/a+b c.txt', 'in/a+b c.txt'],
    ['is unchanged if it contains an umlaut', 'aws:s3', 'in/a+gr\u00fcn.txt', 'in/a+gr\u00fcn.txt'],
    ['is decoded from MinIO', 'minio:s3', 'in%2Fa%2Bb+c.txt', 'in/a+b c.txt'],
  ])('%s', (_, source, sent, key) => {
    expect(parseMessageBody(event(source, sent))).toMatchObject({ bucket: 'b', key, error: null })
  })
})

describe('other ways to name a bucket and a key', () => {
  const named = { bucketName: 'b', objectName: 'k' }
  it.each([
    ['JSON in a string', { id: 1, payload: job }],
    ['base64 in a string', { version: 1, body: base64(job) }],
    ['base64 from Pub/Sub', { message: { data: base64(job) }, data: base64(job) }],
    ['an EventBridge event whose detail is a string', { source: 'my.app', detail: job }],
    ['Backblaze events', { events: [named, named] }],
    ['Yandex messages', { messages: [{ event_metadata: {}, details: { bucket_id: 'b', object_id: 'k' } }] }],
    ['Alibaba events', { events: [{ oss: { bucket: { name: 'b' }, object: { key: 'k' } } }] }],
    ['an email that SES stored', { receipt: { action: { type: 'S3', ...named, objectKey: 'k' } } }],
    ['Google Pub/Sub', { message: { attributes: { bucketId: 'b', objectId: 'k' }, data: 'e30=' } }],
    ['a file to transcribe', { Media: { MediaFileUri: 's3://b/k' } }],
    ['a Cloudflare R2 message', { account: 'a', action: 'PutObject', bucket: 'b', object: { key: 'k' } }],
    ["a bucket's ARN", { bucket: 'arn:aws:s3:::b', key: 'k' }],
    ["an object's ARN", { object: 'arn:aws-cn:s3:::b/k', id: 1 }],
    ['a Hadoop URL', { path: 's3a://b/k' }],
    ['a URL with the bucket in its host', { url: 'https://b.s3.eu-west-1.amazonaws.com/k' }],
    ['a URL with the bucket in its path', { url: 'https://s3-eu-west-1.amazonaws.com/b/k' }],
    ['a signed URL', { url: 'https://b.s3.amazonaws.com/k?X-Amz-Signature=1' }],
    ['a URL in a Chinese region', { url: 'https://b.s3.cn-north-1.amazonaws.com.cn/k' }],
    ['a URL in the European Sovereign Cloud', { url: 'https://b.s3.eusc-de-east-1.amazonaws.eu/k' }],
  ])('%s', (_, body) => {
    expect(parseMessageBody(json(body))).toMatchObject({ bucket: 'b', key: 'k', error: null })
  })

  it.each([
    ['JSON lines', `${job}\n${job}\n`, 1],
    ['an ARN alone', 'arn:aws:s3:::b/k', 0],
    ['a URL alone', 'https://b.s3.amazonaws.com/k', 0],
    ['Backblaze events', json({ events: [named, named, named] }), 2],
  ])('%s, with the number of unopened entries', (_, body, unopened) => {
    expect(parseMessageBody(body)).toMatchObject({ bucket: 'b', key: 'k', unopened, error: null })
  })

  it('decodes the key in a URL, and keeps a dotted bucket', () => {
    const url = 'https://my.bucket.s3.dualstack.us-west-2.amazonaws.com/in/a%20b%2Bc+d.txt'
    expect(parseMessageBody(json({ url }))).toMatchObject({ bucket: 'my.bucket', key: 'in/a b+c+d.txt' })
  })

  it.each([
    { url: 'https://example.com/b/k' },
    { url: 'https://b.s3.amazonaws.com.evil.example/k' },
    { url: 'https://b.s3.amazonaws.com/' },
    { items: [{ sku: 1 }], order: 5 },
    { data: 'eyes' },
    { message: '[draft] hello' },
  ])('finds nothing in %j', (body) => {
    expect(parseMessageBody(json(body))).toMatchObject({ bucket: null, key: null, unopened: 0 })
  })

  it('names the fields of an object whose list names no payload', () => {
    expect(parseMessageBody('{"items":[{"sku":1}],"order":5}').error?.message).toContain('“items”, “order”')
  })
})

it('describes compressed data', () => {
  expect(parseMessageBody('H4sIAAAAAAAAA6tWSkxPVbICAK3mhsQIAAAA').error?.message).toContain('compressed data')
})

it('limits the number of opened envelopes', () => {
  let body = job
  for (let level = 0; level < 8; level += 1) body = sns(body)
  expect(parseMessageBody(body)).toMatchObject({
    bucket: null,
    key: null,
    error: { code: 'MESSAGE_WITHOUT_KEY' },
  })
})

it('gives up on Lambda results that are nested too deeply', () => {
  const start = '{"requestContext":{"condition":"Success"},"requestPayload":1,"responsePayload":'
  const body = `${start.repeat(10_000)}1${'}'.repeat(10_000)}`
  expect(parseMessageBody(body)).toMatchObject({ bucket: null, error: { code: 'MESSAGE_WITHOUT_KEY' } })
})
