import { METHODS } from 'node:http'
import { connect } from 'node:net'
import { ListBucketsCommand } from '@aws-sdk/client-s3'
import { ListQueuesCommand } from '@aws-sdk/client-sqs'
import * as fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { Harness, keys, temporaryFolder } from '../testing/harness.ts'

let folder: Awaited<ReturnType<typeof temporaryFolder>>
let harness: Harness
let endpoint: string

beforeAll(async () => {
  folder = await temporaryFolder()
  harness = new Harness(folder.path)
  endpoint = await harness.ready()
})

afterAll(async () => {
  await harness.service.stop()
  await folder[Symbol.asyncDispose]()
})

/**
 * Sends raw bytes. Returns the output of the server until the connection closes or `answers` final responses
 * have arrived.
 */
function exchange(
  pieces: readonly (string | Buffer)[],
  end: 'close' | 'reset',
  responses = 1,
): Promise<string> {
  return new Promise((resolve) => {
    const { hostname, port } = new URL(endpoint)
    const socket = connect(Number(port), hostname)
    let said = ''
    socket.setEncoding('latin1')
    socket.on('error', () => undefined)
    socket.on('data', (text: string) => {
      said += text
      const finals = statuses(said).filter((status) => status >= 200)
      if (finals.length >= responses) socket.destroy()
    })
    socket.on('close', () => resolve(said))
    socket.on('connect', () => {
      for (const piece of pieces) socket.write(piece)
      if (end === 'reset') socket.write('', () => socket.resetAndDestroy())
      else socket.end()
    })
  })
}

const statuses = (said: string): number[] =>
  [...said.matchAll(/HTTP\/1\.1 (\d{3}) /g)].map(([, status]) => Number(status))

async function stillServes(pid: number | undefined): Promise<void> {
  expect(harness.service.pid).toBe(pid)
  expect(harness.service.snapshot).toMatchObject({ state: 'ready', restarts: 0 })
  await harness.s3(endpoint).send(new ListBucketsCommand({}))
  await harness.sqs(endpoint).send(new ListQueuesCommand({}))
}

const sqsHeaders = 'x-amz-target: AmazonSQS.SendMessage\r\ncontent-type: application/x-amz-json-1.0\r\n'
const host = (): string => `host: 127.0.0.1:${new URL(endpoint).port}\r\n`
const signedBy = (key: string, time: string): string => {
  const scope = `${key}/${time.slice(0, 8)}/us-west-1/sqs/aws4_request`
  const signature = 'a'.repeat(64)
  return `authorization: AWS4-HMAC-SHA256 Credential=${scope}, SignedHeaders=host, Signature=${signature}\r\nx-amz-date: ${time}\r\n`
}
const now = (): string => new Date().toISOString().replace(/[-:]|\.\d+/g, '')

test('an unsigned body of 3 MiB is rejected, and the server keeps running', async () => {
  const { pid } = harness.service
  const body = Buffer.alloc(3 * 1024 * 1024, 'x')
  const head = `POST / HTTP/1.1\r\n${host()}${sqsHeaders}content-length: ${body.length}\r\n\r\n`
  expect(statuses(await exchange([head, body], 'close'))).toEqual([403])
  await stillServes(pid)
})

test('a signed body that is too long is rejected, and the server keeps running', async () => {
  const { pid } = harness.service
  const body = Buffer.alloc(3 * 1024 * 1024, 'x')
  // Without the body's hash in a header, the signature can only be verified after the body.
  const head = `POST / HTTP/1.1\r\n${host()}${sqsHeaders}${signedBy(keys.accessKeyId, now())}content-length: ${body.length}\r\n\r\n`
  expect(statuses(await exchange([head, body], 'close'))).toEqual([400])
  await stillServes(pid)
})

test.each([
  ['no signature', () => ''],
  ['a malformed signature', () => 'authorization: AWS4-HMAC-SHA256 nonsense\r\n'],
  ['an unknown key', () => signedBy('LOCALXXXXXXXXXXXXXXX', now())],
  ['an old signature', () => signedBy(keys.accessKeyId, '20200101T000000Z')],
  ['a wrong hash', () => `${signedBy(keys.accessKeyId, now())}x-amz-content-sha256: ${'0'.repeat(64)}\r\n`],
])('a call to SQS with %s is rejected before its body', async (_, authorization) => {
  const head = `POST / HTTP/1.1\r\n${host()}${sqsHeaders}${authorization()}`
  // The body is never sent, so a response proves that the server did not wait for it.
  const [status] = statuses(await exchange([`${head}content-length: 1000\r\n\r\n`], 'close'))
  expect(status).toBe(403)
  const asking = `${head}content-length: 1000\r\nexpect: 100-continue\r\n\r\n`
  expect(statuses(await exchange([asking], 'close'))).toEqual([403])
})

const method = fc.constantFrom(...METHODS.filter((name) => name !== 'CONNECT'))
const target = fc.oneof(
  fc.constantFrom(
    '/',
    '/bucket',
    '/bucket/key?uploadId=1',
    '//',
    '/%',
    '/%zz/%ff%fe',
    '/b/%00',
    '/..%2f',
    '*',
  ),
  fc.constantFrom('/?X-Amz-Algorithm=AWS4-HMAC-SHA256&X-Amz-Credential=%E0%A4%A', '/?%=%&&=&', 'http://x/y'),
  fc.string({ unit: 'grapheme-ascii', maxLength: 40 }).map((text) => `/${text.replaceAll(' ', '+')}`),
)
const headerLine = fc.oneof(
  fc.constantFrom(
    sqsHeaders,
    'x-amz-target: AmazonSQS.\r\n',
    'content-type: multipart/form-data\r\n',
    'content-type: application/x-www-form-urlencoded\r\n',
    'expect: 100-continue\r\n',
    'expect: the unexpected\r\n',
    'connection: upgrade\r\nupgrade: websocket\r\n',
    'x-amz-content-sha256: STREAMING-UNSIGNED-PAYLOAD-TRAILER\r\n',
    'authorization: AWS4-HMAC-SHA256 \r\n',
    'authorization: AWS4-HMAC-SHA256 Credential=////, SignedHeaders=;;, Signature=zz\r\n',
    'authorization: Basic eDp5\r\n',
    'host: twice\r\n',
    ': no name\r\n',
    ' folded\r\n',
    'x-\u0000: zero\r\n',
  ),
  fc.constant(`x-long: ${'y'.repeat(20_000)}\r\n`),
  fc.string({ unit: 'binary-ascii', maxLength: 60 }).map((text) => `x-odd: ${text}\r\n`),
  fc.constantFrom('LOCALXXXXXXXXXXXXXXX', keys.accessKeyId).map((key) => signedBy(key, now())),
)
const body = fc.oneof(
  fc.constant({ headers: '', bytes: '' }),
  fc.integer({ min: 0, max: 4_000_000 }).map((length) => ({
    headers: `content-length: ${length}\r\n`,
    bytes: 'x'.repeat(length),
  })),
  // Announces more than it sends, then disconnects.
  fc.integer({ min: 1, max: 9_000_000 }).map((length) => ({
    headers: `content-length: ${length}\r\n`,
    bytes: 'x'.repeat(Math.floor(length / 3)),
  })),
  fc.constantFrom('-1', '1e9', '99999999999999999999', '', '5, 6', '0x10').map((length) => ({
    headers: `content-length: ${length}\r\n`,
    bytes: 'abc',
  })),
  fc
    .constantFrom('5\r\nhello\r\n0\r\n\r\n', 'zz\r\n', '5\r\nhel', 'fffffffffffffffff\r\n', '')
    .map((bytes) => ({
      headers: 'transfer-encoding: chunked\r\n',
      bytes,
    })),
  fc.constant({ headers: 'transfer-encoding: chunked\r\ncontent-length: 3\r\n', bytes: 'abc' }),
)
const request = fc
  .record({ method, target, lines: fc.array(headerLine, { maxLength: 4 }), body, named: fc.boolean() })
  .map(
    (one) =>
      `${one.method} ${one.target} HTTP/1.1\r\n${one.named ? host() : ''}${one.lines.join('')}${one.body.headers}\r\n${one.body.bytes}`,
  )
const garbage = fc.uint8Array({ maxLength: 2_000 }).map((bytes) => Buffer.from(bytes).toString('latin1'))

test(
  'unsigned input is rejected or its connection is closed, and the server keeps running',
  { timeout: 120_000 },
  async () => {
    const { pid } = harness.service
    const input = fc.record({
      requests: fc.array(fc.oneof({ weight: 9, arbitrary: request }, { weight: 1, arbitrary: garbage }), {
        minLength: 1,
        maxLength: 4,
      }),
      end: fc.constantFrom('close' as const, 'reset' as const),
    })
    await fc.assert(
      fc.asyncProperty(input, async ({ requests, end }) => {
        const said = await exchange([Buffer.from(requests.join(''), 'latin1')], end, requests.length)
        for (const status of statuses(said)) {
          expect(status).toBeGreaterThanOrEqual(400)
          expect(status).toBeLessThan(500)
        }
        expect(harness.service.pid).toBe(pid)
      }),
      { seed: 20_261_126, numRuns: 400 },
    )
    await stillServes(pid)
  },
)
