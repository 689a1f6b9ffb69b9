import { type AddressInfo, createServer } from 'node:net'
import { defaultSafety } from '../../shared/connections/connection-safety.ts'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import {
  type CannedResponse,
  type ScriptedProxy,
  s3Error,
  startScriptedProxy,
} from '../engine/testing/proxies/scripted-proxy.ts'
import { startServers, testKeys, type TestServers } from '../engine/testing/servers.ts'
import { type AwsFiles, openAwsFiles } from './testing/aws-files.ts'

let servers: TestServers
let proxy: ScriptedProxy
let aws: AwsFiles
beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.sqsEndpoint)
})
beforeEach(async () => {
  aws = await openAwsFiles()
})
afterEach(async () => {
  proxy.reset()
  await aws.stop()
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

async function connect(sqsEndpoint: string, region = 'us-west-1', s3Endpoint = servers.s3Endpoint) {
  const { connections } = aws
  const id = await connections.add({
    ...defaultSafety,
    kind: 'endpoint',
    label: 'Other',
    region,
    bucketRegion: null,
    allowUnencrypted: false,
    s3Endpoint,
    sqsEndpoint,
  })
  await connections.keys.set(id, testKeys)
  await connections.activate(id)
  const found = connections.snapshot().connections.find((connection) => connection.id === id)
  return { state: found?.state, code: found?.error?.code, message: found?.error?.message ?? '' }
}

const queryOnly = `<?xml version="1.0"?><ErrorResponse xmlns="http://queue.amazonaws.com/doc/2012-11-05/"><Error><Type>Sender</Type><Code>InvalidAction</Code><Message>Action is missing</Message></Error><RequestId>0</RequestId></ErrorResponse>`

describe('an SQS address that is not SQS is not ready', () => {
  test.each<[string, CannedResponse, RegExp]>([
    ['the query protocol', { status: 400, body: queryOnly }, /older query protocol/],
    ['the query protocol with status 200', { status: 200, body: queryOnly }, /older query protocol/],
    ['S3', { status: 405, body: s3Error('MethodNotAllowed') }, /is an S3 server/],
    ['S3 that denies access', { status: 403, body: s3Error('AccessDenied') }, /is an S3 server/],
    [
      'a web page',
      { status: 200, body: '<!doctype html><title>Welcome</title>' },
      /does not respond like SQS/,
    ],
    ['a web page that is missing', { status: 404, body: '<html>Not found</html>' }, /HTTP 404/],
    ['nothing at all', { status: 200, body: '' }, /does not respond like SQS/],
    ['another JSON service', { status: 200, body: '{"status":"ok"}' }, /does not respond like SQS/],
    ['another JSON service that refuses', { status: 404, body: '{"message":"Not Found"}' }, /HTTP 404/],
    ['a web server with JSON', { status: 404, body: '{"code":404,"message":"Not Found"}' }, /HTTP 404/],
    ['a web server with a code', { status: 404, body: '{"code":"NOT_FOUND"}' }, /HTTP 404/],
    [
      'DynamoDB',
      { status: 400, body: '{"__type":"com.amazon.coral.service#UnknownOperationException"}' },
      /HTTP 400/,
    ],
    [
      'another AWS service',
      { status: 400, body: '{"__type":"com.amazonaws.dynamodb.v20120810#ValidationException"}' },
      /HTTP 400/,
    ],
    ['a server without this action', { status: 400, body: '{"__type":"InvalidAction"}' }, /HTTP 400/],
    ['S3 that does not support POST', { status: 501, body: s3Error('NotImplemented') }, /is an S3 server/],
    ['S3 that fails', { status: 500, body: s3Error('InternalError') }, /is an S3 server/],
    ['the query protocol with status 500', { status: 500, body: queryOnly }, /older query protocol/],
    [
      'a web server that does not support POST',
      { status: 501, body: '<html>Unsupported method</html>' },
      /HTTP 501/,
    ],
    ['a list', { status: 200, body: '[]' }, /does not respond like SQS/],
    ['a redirect', { status: 302, headers: { location: 'https://login.example' }, body: '' }, /HTTP 302/],
  ])('%s', async (_what, response, message) => {
    proxy.respond(() => true, response)
    const shown = await connect(proxy.endpoint)
    expect(shown).toMatchObject({ state: 'failed', code: 'NOT_SQS' })
    expect(shown.message).toMatch(message)
  })

  test('a server that does not even speak HTTP', async () => {
    const server = createServer((socket) => socket.end('HTTP/1.1 200 OK\r\nno header\r\n\r\n'))
    await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
    const shown = await connect(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
    expect(shown.state).not.toBe('ready')
    server.close()
  })

  test('the S3 server of the test', async () => {
    expect(await connect(servers.s3Endpoint)).toMatchObject({ state: 'failed', code: 'NOT_SQS' })
  })
})

describe('an S3 address that is not S3 is not ready', () => {
  test.each<[string, CannedResponse, RegExp]>([
    [
      'a web page',
      { status: 200, body: '<!doctype html><title>Welcome</title>' },
      /does not respond like S3/,
    ],
    ['SQS', { status: 400, body: '{"__type":"InvalidAction"}' }, /is an SQS server/],
    ['nothing at all', { status: 200, body: '' }, /does not respond like S3/],
  ])('%s', async (_what, response, message) => {
    proxy.respond(() => true, response)
    const shown = await connect(servers.sqsEndpoint, 'us-west-1', proxy.endpoint)
    expect(shown).toMatchObject({ state: 'failed', code: 'NOT_S3' })
    expect(shown.message).toMatch(message)
  })

  test('a port that nobody listens on', async () => {
    const shown = await connect(servers.sqsEndpoint, 'us-west-1', 'http://127.0.0.1:9')
    expect(shown).toMatchObject({ state: 'reconnecting', code: 'CONNECTION_REFUSED' })
  })

  test('S3 without permission to list its buckets is ready', async () => {
    for (const response of [
      { status: 403, body: s3Error('AccessDenied') },
      { status: 405 },
      { status: 501, body: s3Error('NotImplemented') },
    ]) {
      proxy.respond(() => true, response)
      expect(await connect(servers.sqsEndpoint, 'us-west-1', proxy.endpoint)).toMatchObject({
        state: 'ready',
      })
      proxy.reset()
    }
  })
})

describe('an SQS address stays ready', () => {
  test.each<[string, CannedResponse]>([
    ['with queues', { status: 200, body: '{"QueueUrls":["http://x/1/a"],"NextToken":"t"}' }],
    ['without queues', { status: 200, body: '{}' }],
    [
      'without the permission to list',
      { status: 403, body: '{"__type":"com.amazonaws.sqs#AccessDeniedException"}' },
    ],
    [
      "without the permission to list, in another protocol's format",
      {
        status: 403,
        body: '<ErrorResponse><Errors><Error><Code>AccessDenied</Code><Message>No.</Message></Error></Errors></ErrorResponse>',
      },
    ],
    ['with its own error code', { status: 400, body: '{"__type":"com.amazonaws.sqs#InvalidAddress"}' }],
    ['with a code instead of a type', { status: 403, body: '{"code":"AccessDenied"}' }],
  ])('%s', async (_what, response) => {
    proxy.respond(() => true, response)
    expect(await connect(proxy.endpoint)).toMatchObject({ state: 'ready' })
  })

  test('an overloaded server reconnects', async () => {
    proxy.respond(() => true, { status: 503, body: '<html>Busy</html>' })
    expect(await connect(proxy.endpoint)).toMatchObject({ state: 'reconnecting' })
  })
})

/** Returns the region that a request is signed for. */
function scope(authorization = ''): string {
  return /\/\d{8}\/([^/]+)\//.exec(authorization)?.[1] ?? ''
}

describe('a wrong region reported as a wrong signature', () => {
  const refusal = {
    status: 403,
    body: '{"__type":"SignatureDoesNotMatch","message":"The signature does not match."}',
  }

  test('is found by trying the default region', async () => {
    proxy.respond((request) => scope(request.headers.authorization) !== 'us-east-1', refusal)
    const shown = await connect(proxy.endpoint, 'eu-west-1')
    expect(shown).toMatchObject({ state: 'failed', code: 'WRONG_REGION' })
    expect(shown.message).toContain('us-east-1, not in eu-west-1')
  })

  test("is recognised by AWS's wording", async () => {
    const message = "Credential should be scoped to a valid region, not 'us-west-1'."
    proxy.respond(() => true, {
      status: 403,
      body: JSON.stringify({ __type: 'SignatureDoesNotMatch', message }),
    })
    expect(await connect(proxy.endpoint)).toMatchObject({ state: 'failed', code: 'WRONG_REGION' })
  })

  test('is not assumed when the keys are wrong', async () => {
    proxy.respond(() => true, refusal)
    expect(await connect(proxy.endpoint, 'eu-west-1')).toMatchObject({ state: 'failed', code: 'CREDENTIALS' })
  })
})
