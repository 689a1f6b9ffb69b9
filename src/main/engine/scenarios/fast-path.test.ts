import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { Hash } from '@smithy/core/serde'
import { SignatureV4 } from '@smithy/signature-v4'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import type { EngineClients } from '../aws/transport/clients.ts'
import { S3Objects, type Payload } from '../aws/s3/s3-objects.ts'
import { TransferThreads } from '../aws/threads/transfer-threads.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { isTamperProof } from '../aws/transport/paced-body.ts'
import { s3Error, startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { transferWorkerUrl } from '../testing/transfer-threads.ts'
import { startServers, testKeys, testRegion, type TestServers } from '../testing/servers.ts'

const config: QueueConfig = { name: 'fast', layout: 'single', statuses: ['pending'] }
let servers: TestServers
let s3: ScriptedProxy
let sqs: ScriptedProxy
let clients: EngineClients
let queue: JobQueue
let before: number

beforeAll(async () => {
  servers = await startServers()
  s3 = await startScriptedProxy(servers.s3Endpoint)
  sqs = await startScriptedProxy(servers.sqsEndpoint)
})
afterAll(async () => {
  await s3.stop()
  await sqs.stop()
  await servers.stop()
})
beforeEach(async () => {
  clients = servers.clients({ s3Endpoint: s3.endpoint, sqsEndpoint: sqs.endpoint })
  queue = new JobQueue({ config, clients })
  await queue.ensure()
  before = s3.requests.length
})
afterEach(() => {
  s3.reset()
  sqs.reset()
})

const put = (key: string, more: object = {}): Promise<unknown> =>
  queue.store('in', { key, keyIsNew: true, body: 'meow', ...more })
const requests = (): readonly string[] => s3.requests.slice(before)
const fastPut = (key: string): string => `PUT /remotejobs-fast/${key}`
const sdkPut = (key: string): string => `PUT /remotejobs-fast/${key}?x-id=PutObject`
const isFast = ({ method, url }: IncomingMessage): boolean => method === 'PUT' && !url?.includes('?')

const fastGet = (key: string): string => `GET /remotejobs-fast/${key}`
const sdkGet = (key: string): string => `GET /remotejobs-fast/${key}?x-id=GetObject`
const isFastGet = ({ method, url }: IncomingMessage): boolean => method === 'GET' && !url?.includes('?')
const isPart = ({ method, url }: IncomingMessage): boolean =>
  method === 'PUT' && /[?&]partNumber=/.test(url ?? '')
const isFastPart = (request: IncomingMessage): boolean => isPart(request) && !request.url?.includes('x-id')

describe('the fast path', () => {
  it.each([
    ['plain', {}],
    [
      'of-text',
      { fields: { name: 'Die Kätzin – 猫', 'odd-!#$%': 'a  b', empty: '' }, contentType: 'text/x-own' },
    ],
    ['empty', { body: '' }],
    ['in/a/folder_1.~', { fields: { filename: 'cat.jpg' } }],
  ])('stores the same object as the SDK, with a valid signature: %s', async (key, more) => {
    await put(key, more)
    expect(requests()).toEqual([fastPut(key)])
    const stored = await queue.describeObject('in', key)
    const alone = new JobQueue({ config, clients: servers.clients({ fastPath: false }) })
    await alone.store('in', { key, keyIsNew: true, body: 'meow', ...more })
    expect({ ...(await queue.describeObject('in', key)), modifiedAt: null }).toEqual({
      ...stored,
      modifiedAt: null,
    })
  })

  it.each([
    ['a session token', { sessionToken: 'token+/=' }],
    ['keys alone', {}],
  ])('creates the same signature as the SDK, with %s', async (_, more) => {
    const credentials = { ...testKeys, ...more }
    let seen: IncomingMessage | null = null
    s3.rewrite((request) => isFast(request) && (seen = request) === null, {})
    const other = new JobQueue({ config, clients: servers.clients({ s3Endpoint: s3.endpoint, credentials }) })
    await other.store('in', { key: 'signed', keyIsNew: true, body: 'meow', fields: { name: 'a' } })
    const { method = '', url = '', headers } = seen as unknown as IncomingMessage
    const { authorization = '', ...rest } = headers as Record<string, string>
    const names = /SignedHeaders=([^,]+)/.exec(authorization)?.[1]?.split(';') ?? []
    expect(names).toEqual(expect.arrayContaining(['host', 'x-amz-checksum-crc32', 'x-amz-meta-name']))
    const time = rest['x-amz-date'] ?? ''
    const signer = new SignatureV4({
      service: 's3',
      region: testRegion,
      credentials,
      sha256: Hash.bind(null, 'sha256'),
      uriEscapePath: false,
    })
    const request = {
      method,
      protocol: 'http:',
      hostname: '127.0.0.1',
      path: url,
      headers: Object.fromEntries(names.map((name) => [name, rest[name] ?? ''])),
    }
    const iso = time.replace(/^(....)(..)(..T..)(..)(..Z)$/, '$1-$2-$3:$4:$5')
    const signed = await signer.sign(request, { signingDate: new Date(iso) })
    expect(authorization).toBe(signed.headers['authorization'])
  })

  it('leaves large bodies, and keys that a URL would change, to the SDK', async () => {
    const odd = ['a b', 'ü', 'a//b', 'a/../b', '/a', '.']
    for (const key of odd) await put(key).catch(() => undefined)
    await put('large', { body: new Uint8Array(300_000) })
    expect(requests()).toHaveLength(odd.length + 1)
    expect(requests().every((request) => request.includes('x-id'))).toBe(true)
  })

  it.each([
    ['throttling', { status: 503, body: s3Error('SlowDown') }],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
    ['a captive portal', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
    ['an empty response', { status: 204 }],
  ])('leaves %s to the SDK, which stores it', async (_, response) => {
    s3.respond(isFast, response)
    await put('k')
    expect(requests()).toEqual([fastPut('k'), sdkPut('k')])
    expect((await queue.describeObject('in', 'k')).size).toBe(4)
  })

  it('leaves a broken connection to the SDK', async () => {
    await put('warm')
    before = s3.requests.length
    let cut = true
    s3.respond((request) => isFast(request) && cut && (request.socket.destroy(), (cut = false), true), {
      status: 200,
    })
    await put('k')
    expect(requests()).toEqual([fastPut('k'), sdkPut('k')])
  })

  it('stops at once when its signal fires', async () => {
    const stop = new AbortController()
    s3.rewrite((request) => isFast(request) && (stop.abort(), true), {})
    await expectCode(queue.store('in', { key: 'k', body: 'x' }, { signal: stop.signal }), 'CANCELLED')
    expect(requests()).not.toContain(sdkPut('k'))
  })

  it("fails if S3's checksum differs", async () => {
    s3.respond(isFast, { status: 200, headers: { etag: '"x"', 'x-amz-checksum-crc32': 'AAAAAA==' } })
    await expectCode(put('k'), 'CHECKSUM_MISMATCH')
    expect(requests()).toEqual([fastPut('k'), 'DELETE /remotejobs-fast/k?x-id=DeleteObject'])
  })

  it('leaves a body unsigned only on connections that are safe from tampering', () => {
    const safe = [
      'https://s3.amazonaws.com/',
      'http://127.0.0.1:9000/',
      'http://localhost/',
      'http://[::1]:9000/',
    ]
    const unsafe = [
      'http://s3.example.com/',
      'http://192.168.0.1/',
      'http://localhost.example.com/',
      'http://127.0.0.1.example.com/',
    ]
    expect(safe.map((url) => isTamperProof(new URL(url)))).toEqual(safe.map(() => true))
    expect(unsafe.map((url) => isTamperProof(new URL(url)))).toEqual(unsafe.map(() => false))
  })
})

describe('a range for a transfer thread', () => {
  const threads = new TransferThreads(transferWorkerUrl)
  const range = { first: 1, last: 2 }
  const read = async (
    key: string,
    more: object = {},
    of: ConstructorParameters<typeof S3Objects>[0] = clients,
  ): Promise<Omit<Payload, 'stream'>> => {
    const options = { range, threads, signal: new AbortController().signal, ...more }
    const { stream, ...payload } = await new S3Objects(of).get('remotejobs-fast', key, options)
    stream.destroy()
    return payload
  }

  beforeEach(async () => {
    await put('k', { fields: { name: 'Größe' }, contentType: 'text/x-own' })
    before = s3.requests.length
  })
  afterAll(() => threads.close())

  it('is the same as with the SDK, and has a valid signature', async () => {
    const fast = await read('k')
    expect(requests()).toEqual([fastGet('k')])
    expect(fast).toMatchObject({ size: 4, range, fields: { name: 'Größe' }, contentType: 'text/x-own' })
    const slow = { s3Of: (bucket: string) => ({ ...clients.s3Of(bucket), fastBodies: null }) }
    expect(await read('k', {}, { ...clients, ...slow })).toEqual(fast)
    expect(requests()).toEqual([fastGet('k'), sdkGet('k')])
  })

  it('leaves keys that a URL would change to the SDK', async () => {
    await put('a b')
    before = s3.requests.length
    await read('a b')
    expect(requests()).toEqual([sdkGet('a%20b')])
  })

  it.each([
    ['throttling', { status: 503, body: s3Error('SlowDown') }],
    ['a redirect', { status: 307, headers: { location: 'http://127.0.0.1:1/' } }],
    ['the whole object', { status: 200, headers: { etag: '"x"', 'content-length': '4' }, body: 'meow' }],
    ['a captive portal', { status: 206, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
    [
      'a response without a range',
      { status: 206, headers: { etag: '"x"', 'content-length': '2' }, body: 'eo' },
    ],
    ['a response without a length', { status: 206, headers: { 'transfer-encoding': 'chunked' }, body: 'eo' }],
  ])('leaves %s to the SDK, which reads it', async (_, response) => {
    s3.respond(isFastGet, response)
    expect(await read('k')).toMatchObject({ size: 4, range })
    expect(requests()).toEqual([fastGet('k'), sdkGet('k')])
  })

  it('fails if the object has changed', async () => {
    s3.respond(({ headers }) => headers['if-match'] === '"other"', {
      status: 412,
      body: s3Error('PreconditionFailed'),
    })
    await expectCode(read('k', { ifMatch: '"other"' }), 'OBJECT_CHANGED')
  })

  it('stops at once when its signal fires, and sends nothing after the connection was closed', async () => {
    const stop = new AbortController()
    s3.rewrite((request) => isFastGet(request) && (stop.abort(), true), {})
    await expectCode(read('k', { signal: stop.signal }), 'CANCELLED')
    expect(requests()).toEqual([fastGet('k')])
    let refusal: EngineError | null = null
    clients = servers.clients({ s3Endpoint: s3.endpoint, refusal: () => refusal })
    await read('k')
    refusal = new EngineError('CONNECTION_BROKEN')
    clients.close()
    before = s3.requests.length
    await expectCode(read('k'), 'CONNECTION_BROKEN')
    expect(requests()).toEqual([])
  })
})

describe('a part that a transfer thread sends', () => {
  const threads = new TransferThreads(transferWorkerUrl)
  const bytes = randomBytes(20 * 1_048_576 + 7)
  let parts: ('fast' | 'sdk')[]
  let path: string
  const upload = async (key = 'large'): Promise<void> => {
    await queue.store('in', { key, keyIsNew: true, body: { path } }, { threads })
    const { stream } = await queue.retrieve('in', key)
    expect((await buffer(stream)).equals(bytes)).toBe(true)
  }

  beforeEach(async () => {
    parts = []
    s3.rewrite((request) => {
      if (isPart(request)) parts.push(isFastPart(request) ? 'fast' : 'sdk')
      return false
    }, {})
    path = join(servers.folder, 'large')
    await writeFile(path, bytes)
  })
  afterAll(() => threads.close())

  it('is stored, with a valid signature', async () => {
    await upload()
    expect(parts).toEqual(['fast', 'fast', 'fast'])
    parts = []
    await upload('large file')
    expect(new Set(parts)).toEqual(new Set(['sdk']))
  })

  it.each([
    ['throttling', { status: 503, body: s3Error('SlowDown') }],
    ['a captive portal', { status: 200, headers: { 'content-type': 'text/html' }, body: '<html></html>' }],
  ])('leaves %s to the SDK, which stores it', async (_, response) => {
    s3.respond(isFastPart, response)
    await upload()
    expect(parts.filter((kind) => kind === 'sdk')).toHaveLength(3)
  })

  it("fails if S3's checksum always differs", async () => {
    s3.rewrite(isPart, { headers: { 'x-amz-checksum-crc32': 'AAAAAA==' } })
    await expectCode(upload(), 'CHECKSUM_MISMATCH')
  })
})

const isFastBatch = ({ headers }: IncomingMessage): boolean =>
  headers['x-amz-target'] === 'AmazonSQS.SendMessageBatch' && !headers['user-agent']
const send = (): Promise<unknown> =>
  Promise.all(['a', 'b'].map((key) => queue.sendStored({ key, fields: { n: key } })))
const damaged = (body: string): string => body.replace(/("MD5OfMessageBody":")..../g, '$1xxxx')

describe('a batch of messages', () => {
  let seen: string[]
  beforeEach(() => {
    seen = []
    sqs.rewrite((request) => {
      const target = String(request.headers['x-amz-target'])
      if (target.endsWith('Batch')) seen.push(isFastBatch(request) ? 'fast' : 'sdk')
      return false
    }, {})
  })

  it('uses the fast path, or the SDK if the server rejects it there', async () => {
    await send()
    expect(seen).toEqual(['fast'])
    sqs.respond(isFastBatch, { status: 503, body: '{}' })
    await send()
    expect(seen).toEqual(['fast', 'sdk'])
  })

  it('is not repeated if SQS received something else', async () => {
    sqs.rewrite(isFastBatch, { response: damaged })
    await expectCode(send(), 'UNCONFIRMED')
    expect(seen).toEqual(['fast'])
  })
})
