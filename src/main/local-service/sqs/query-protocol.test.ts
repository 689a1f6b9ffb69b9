import { GetQueueAttributesCommand, ReceiveMessageCommand, SendMessageCommand } from '@aws-sdk/client-sqs'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Harness, keys, temporaryFolder } from '../testing/harness.ts'
import { send, sendSigned } from '../testing/signed-exchange.ts'
import type { PlainResponse } from '../testing/signed-exchange.ts'
import { childrenOf, readXml, textOf } from '../xml/xml-reader.ts'
import type { XmlNode } from '../xml/xml-reader.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let endpoint: string
let QueueUrl: string

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  endpoint = await harness.ready()
  const made = await call('CreateQueue', {
    QueueName: 'old-pending',
    'Attribute.1.Name': 'VisibilityTimeout',
    'Attribute.1.Value': '45',
    'Tag.1.Key': 'team',
    'Tag.1.Value': 'a b+c',
  })
  QueueUrl = textOf(made, 'QueueUrl') ?? ''
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

const form = 'application/x-www-form-urlencoded; charset=utf-8'

function ask(
  action: string,
  parameters: Readonly<Record<string, string>>,
  more: { readonly path?: string; readonly region?: string } = {},
): Promise<PlainResponse> {
  const body = new URLSearchParams({ Action: action, Version: '2012-11-05', ...parameters }).toString()
  const headers = { 'content-type': form }
  return sendSigned(endpoint, { service: 'sqs', method: 'POST', path: '/', headers, body, ...more })
}

/** Makes a call and returns its `…Result`. */
async function call(action: string, parameters: Readonly<Record<string, string>>): Promise<XmlNode> {
  const response = await ask(action, parameters)
  expect(response.body).toContain(`<${action}Response`)
  expect(response.status).toBe(200)
  expect(response.headers['content-type']).toBe('text/xml')
  const root = readXml(response.body)
  expect(textOf(childrenOf(root, 'ResponseMetadata')[0] ?? root, 'RequestId')).toMatch(/^[0-9a-f-]{36}$/)
  const [result] = childrenOf(root, `${action}Result`)
  if (result === undefined) throw new Error(response.body)
  return result
}

/** The names and values of repeated elements. */
const pairs = (result: XmlNode, element: string): Record<string, string> =>
  Object.fromEntries(
    childrenOf(result, element).map((one) => [
      textOf(one, 'Name') ?? textOf(one, 'Key') ?? '',
      textOf(one, 'Value') ?? '',
    ]),
  )

test('a queue is created with its attributes and tags, found and listed', async () => {
  expect(QueueUrl).toBe(`${endpoint}/000000000000/old-pending`)
  const wanted = { QueueUrl, 'AttributeName.1': 'VisibilityTimeout', 'AttributeName.2': 'QueueArn' }
  expect(pairs(await call('GetQueueAttributes', wanted), 'Attribute')).toEqual({
    VisibilityTimeout: '45',
    QueueArn: 'arn:aws:sqs:us-west-1:000000000000:old-pending',
  })
  expect(pairs(await call('ListQueueTags', { QueueUrl }), 'Tag')).toEqual({ team: 'a b+c' })
  const found = await call('GetQueueUrl', { QueueName: 'old-pending' })
  expect(textOf(found, 'QueueUrl')).toBe(QueueUrl)
  const listed = await call('ListQueues', { QueueNamePrefix: 'old-' })
  expect(childrenOf(listed, 'QueueUrl').map(({ text }) => text)).toEqual([QueueUrl])
})

test('a message passes between the two protocols unchanged, both ways', async () => {
  const body = '{"name":"Grüße & <Küsse> + 🐈",\r\n"n":1}'
  const sent = await call('SendMessage', {
    QueueUrl,
    MessageBody: body,
    'MessageAttribute.1.Name': 'kind',
    'MessageAttribute.1.Value.DataType': 'String',
    'MessageAttribute.1.Value.StringValue': 'ä&b',
    'MessageAttribute.2.Name': 'raw',
    'MessageAttribute.2.Value.DataType': 'Binary',
    'MessageAttribute.2.Value.BinaryValue': 'AP8=',
  })
  const sqs = harness.sqs(endpoint)
  const received = await sqs.send(
    new ReceiveMessageCommand({ QueueUrl, MessageAttributeNames: ['All'], VisibilityTimeout: 0 }),
  )
  const [message] = received.Messages ?? []
  expect(message).toMatchObject({
    MessageId: textOf(sent, 'MessageId'),
    MD5OfMessageAttributes: textOf(sent, 'MD5OfMessageAttributes'),
    Body: body,
    MessageAttributes: {
      kind: { DataType: 'String', StringValue: 'ä&b' },
      raw: { DataType: 'Binary', BinaryValue: new Uint8Array([0, 255]) },
    },
  })
  const again = await call('ReceiveMessage', {
    QueueUrl,
    MaxNumberOfMessages: '10',
    WaitTimeSeconds: '1',
    'AttributeName.1': 'ApproximateReceiveCount',
    'MessageAttributeName.1': 'All',
  })
  const [old] = childrenOf(again, 'Message')
  if (old === undefined) throw new Error('There is no message.')
  expect(textOf(old, 'Body')).toBe(body)
  expect(textOf(old, 'MD5OfBody')).toBe(textOf(sent, 'MD5OfMessageBody'))
  expect(pairs(old, 'Attribute')).toEqual({ ApproximateReceiveCount: '2' })
  const values = childrenOf(old, 'MessageAttribute').map((one) => childrenOf(one, 'Value')[0] ?? one)
  expect(values.map((one) => textOf(one, 'StringValue') ?? textOf(one, 'BinaryValue'))).toEqual([
    'ä&b',
    'AP8=',
  ])

  const ReceiptHandle = textOf(old, 'ReceiptHandle') ?? ''
  await call('ChangeMessageVisibility', { QueueUrl, ReceiptHandle, VisibilityTimeout: '60' })
  await call('DeleteMessage', { QueueUrl, ReceiptHandle })
  const AttributeNames = ['ApproximateNumberOfMessagesNotVisible' as const]
  const depths = await sqs.send(new GetQueueAttributesCommand({ QueueUrl, AttributeNames }))
  expect(depths.Attributes).toEqual({ ApproximateNumberOfMessagesNotVisible: '0' })
})

test('a batch reports the outcome of each entry', async () => {
  const result = await call('SendMessageBatch', {
    QueueUrl,
    'SendMessageBatchRequestEntry.1.Id': 'good',
    'SendMessageBatchRequestEntry.1.MessageBody': 'one',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Name': 'a',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.DataType': 'Number',
    'SendMessageBatchRequestEntry.1.MessageAttribute.1.Value.StringValue': '1',
    'SendMessageBatchRequestEntry.2.Id': 'bad',
    'SendMessageBatchRequestEntry.2.MessageBody': 'two',
    'SendMessageBatchRequestEntry.2.DelaySeconds': '9999',
  })
  expect(childrenOf(result, 'SendMessageBatchResultEntry').map((one) => textOf(one, 'Id'))).toEqual(['good'])
  const [failed] = childrenOf(result, 'BatchResultErrorEntry')
  expect(failed?.children).toMatchObject([
    { name: 'Id', text: 'bad' },
    { name: 'SenderFault', text: 'true' },
    { name: 'Code', text: 'InvalidParameterValue' },
    { name: 'Message' },
  ])
  const [message] = childrenOf(
    await call('ReceiveMessage', { QueueUrl, MaxNumberOfMessages: '10' }),
    'Message',
  )
  const handle = message === undefined ? '' : (textOf(message, 'ReceiptHandle') ?? '')
  const changed = await call('ChangeMessageVisibilityBatch', {
    QueueUrl,
    'ChangeMessageVisibilityBatchRequestEntry.1.Id': 'x',
    'ChangeMessageVisibilityBatchRequestEntry.1.ReceiptHandle': handle,
    'ChangeMessageVisibilityBatchRequestEntry.1.VisibilityTimeout': '5',
  })
  expect(childrenOf(changed, 'ChangeMessageVisibilityBatchResultEntry')).toHaveLength(1)
  const deleted = await call('DeleteMessageBatch', {
    QueueUrl,
    'DeleteMessageBatchRequestEntry.1.Id': 'x',
    'DeleteMessageBatchRequestEntry.1.ReceiptHandle': handle,
  })
  expect(childrenOf(deleted, 'DeleteMessageBatchResultEntry')).toHaveLength(1)
})

test('the URL can identify the queue and contain the call', async () => {
  const path = '/000000000000/old-pending'
  const inPath = await ask('SendMessage', { MessageBody: 'by its address' }, { path })
  expect(inPath.status).toBe(200)
  const url = `${path}?Action=ReceiveMessage&MaxNumberOfMessages=10&Version=2012-11-05`
  const got = await sendSigned(endpoint, { service: 'sqs', method: 'GET', path: url })
  expect(got.body).toContain('<Body>by its address</Body>')
  await call('PurgeQueue', { QueueUrl })
})

const errorOf = ({ status, headers, body }: PlainResponse): object => {
  const root = readXml(body)
  const [error] = childrenOf(root, 'Error')
  if (error === undefined) throw new Error(body)
  return {
    status,
    type: headers['content-type'],
    root: root.name,
    Type: textOf(error, 'Type'),
    Code: textOf(error, 'Code'),
    Message: textOf(error, 'Message'),
  }
}
const refusal = { status: 400, type: 'text/xml', root: 'ErrorResponse', Type: 'Sender' }

test("an error has the query protocol's format and codes", async () => {
  expect(errorOf(await ask('GetQueueUrl', { QueueName: 'none' }))).toMatchObject({
    ...refusal,
    Code: 'AWS.SimpleQueueService.NonExistentQueue',
  })
  const lost = { QueueUrl, ReceiptHandle: 'gone', VisibilityTimeout: '3' }
  expect(errorOf(await ask('ChangeMessageVisibility', lost))).toMatchObject({
    ...refusal,
    Code: 'AWS.SimpleQueueService.MessageNotInflight',
  })
  expect(errorOf(await ask('Dance', {}))).toMatchObject({ ...refusal, Code: 'InvalidAction' })
  expect(errorOf(await ask('', {}))).toMatchObject({ ...refusal, Code: 'MissingAction' })
  const text = { QueueUrl, MaxNumberOfMessages: 'many' }
  expect(errorOf(await ask('ReceiveMessage', text))).toMatchObject({
    ...refusal,
    Code: 'InvalidParameterValue',
  })
  const wrongOne = {
    QueueName: 'old-pending',
    'Attribute.1.Name': 'VisibilityTimeout',
    'Attribute.1.Value': '1',
  }
  expect(errorOf(await ask('CreateQueue', wrongOne))).toMatchObject({
    ...refusal,
    Code: 'QueueAlreadyExists',
  })
})

test('a wrong region is rejected in the format of each protocol, with the correct region', async () => {
  const expected = "the region 'us-east-1' is wrong; expecting 'us-west-1'"
  const region = 'us-east-1'
  expect(errorOf(await ask('ListQueues', {}, { region }))).toMatchObject({
    ...refusal,
    status: 403,
    Code: 'SignatureDoesNotMatch',
    Message: expect.stringContaining(expected),
  })
  const elsewhere = harness.sqs(endpoint, keys, region)
  await expect(elsewhere.send(new SendMessageCommand({ QueueUrl, MessageBody: 'x' }))).rejects.toMatchObject({
    name: 'SignatureDoesNotMatch',
    message: expect.stringContaining(expected),
  })
  const head = await sendSigned(endpoint, { service: 's3', method: 'HEAD', path: '/bucket', region })
  expect(head).toMatchObject({ status: 400, headers: { 'x-amz-bucket-region': 'us-west-1' }, body: '' })
  const get = await sendSigned(endpoint, { service: 's3', method: 'GET', path: '/bucket', region })
  expect(get.body).toContain('<Code>AuthorizationHeaderMalformed</Code>')
  expect(get.body).toContain('<Region>us-west-1</Region>')
})

test('an unsigned request is rejected in the same format', async () => {
  const body = 'Action=ListQueues&Version=2012-11-05'
  const unsigned = await send(endpoint, 'POST', '/', { 'content-type': form }, body)
  expect(errorOf(unsigned)).toMatchObject({ ...refusal, status: 403, Code: 'MissingAuthenticationToken' })
  const web = await send(endpoint, 'POST', '/', { 'content-type': form, origin: 'http://evil.example' }, body)
  expect(errorOf(web)).toMatchObject({ ...refusal, status: 403, Code: 'AccessDenied' })
  const json = { 'x-amz-target': 'AmazonSQS.ListQueues', 'content-type': 'application/x-amz-json-1.0' }
  const unsignedJson = await send(endpoint, 'POST', '/', json, '{}')
  expect(JSON.parse(unsignedJson.body)).toMatchObject({
    __type: 'com.amazonaws.sqs#MissingAuthenticationToken',
  })
  expect(unsignedJson.headers['x-amzn-query-error']).toBe('MissingAuthenticationToken;Sender')
})

test('the service in the signature determines which one responds', async () => {
  const body = 'Action=GetCallerIdentity&Version=2011-06-15'
  const headers = { 'content-type': form }
  const sts = await sendSigned(endpoint, { service: 'sts', method: 'POST', path: '/', headers, body })
  expect(errorOf(sts)).toMatchObject({ ...refusal, status: 403, Code: 'SignatureDoesNotMatch' })
  const object = await sendSigned(endpoint, {
    service: 's3',
    method: 'POST',
    path: '/none?delete',
    headers,
    body,
  })
  expect(object.body).toContain('<Code>NoSuchBucket</Code>')
})
