import { mkdtemp, readdir } from 'node:fs/promises'
import { createServer, type Server } from 'node:http'
import type { AddressInfo, Socket } from 'node:net'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { gzipSync } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import { saveFile } from '../downloads/save-file.ts'
import { EngineError } from '../errors/engine-error.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { Previews } from '../previews/previews.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { type RawServer, sendEndlessly, startRawServer } from '../testing/proxies/raw-server.ts'
import { close } from '../testing/servers.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'

let bench: TestBench
let raw: RawServer
let proxy: ScriptedProxy
/** This server must never get a request. */
let elsewhere: Server
let visits: string[]
let queue: JobQueue
let folder: string

beforeAll(async () => {
  bench = await startBench()
  elsewhere = createServer((request, response) => {
    visits.push(`${request.method} ${request.url}`)
    response.end()
  })
  await new Promise<void>((resolve) => {
    elsewhere.listen(0, '127.0.0.1', resolve)
  })
})
afterAll(async () => {
  await close(elsewhere)
  await bench.stop()
})
beforeEach(async () => {
  visits = []
  folder = await mkdtemp(join(bench.servers.folder, 'hostile-'))
  raw = await startRawServer()
  proxy = await startScriptedProxy(bench.servers.s3Endpoint)
})
afterEach(async () => {
  await raw.stop()
  await proxy.stop()
  if (visits.length > 0) throw new Error(`Another server got requests: ${visits.join(', ')}`)
})

const elsewhereUrl = (): string => `http://127.0.0.1:${(elsewhere.address() as AddressInfo).port}/stolen`

async function queueOn(endpoint: string, fastPath = true): Promise<JobQueue> {
  const { config } = await bench.queue()
  const clients = bench.servers.clients({ s3Endpoint: endpoint, sqsEndpoint: endpoint, fastPath })
  return new JobQueue({ config, clients })
}

const painter = { paint: () => Promise.reject(new EngineError('NOT_PREVIEWABLE')) }
const { signal } = new AbortController()
const source = (): ReturnType<JobQueue['source']> =>
  queue.source({ bucket: queue.names.bucket('in'), key: 'k' })

/** All calls to a server. */
const calls: Readonly<Record<string, () => Promise<unknown>>> = {
  list: () => queue.list('in'),
  describe: () => queue.describeObject('in', 'k'),
  read: async () => buffer((await source().read(null, null, signal)).stream),
  'read a part': async () => buffer((await source().read({ first: 0, last: 99 }, null, signal)).stream),
  save: () => saveFile({ source: source(), target: { folder }, name: 'saved', stallMs: 2_000 }),
  preview: () => new Previews(painter).open(source(), null, signal),
  store: () => queue.store('in', { key: 'k', body: 'x' }),
  remove: () => queue.remove('in', 'k'),
  send: () => queue.trigger('k'),
  receive: () => queue.next('pending', { waitSeconds: 0 }),
  count: () => queue.depths(),
}

/** Returns the error's code. If the call hangs, the test fails. */
async function outcome(call: () => Promise<unknown>): Promise<string> {
  try {
    await call()
    return 'succeeded'
  } catch (error) {
    if (error instanceof EngineError) return error.code
    throw error
  }
}

async function expectTypedErrors(names = Object.keys(calls)): Promise<void> {
  const codes = await Promise.all(
    names.map(async (name) => [name, await outcome(calls[name] ?? calls['list']!)]),
  )
  // INTERNAL is for the app's own mistakes.
  expect(codes.filter(([, code]) => code === 'succeeded' || code === 'INTERNAL')).toEqual([])
  expect(await readdir(folder)).toEqual([])
}

const answerAll = (response: string | Buffer): void => {
  raw.respond = (socket) => void socket.write(response)
}

describe('a redirect is not followed', () => {
  test.each([301, 302, 307, 308])('with status %d', async (status) => {
    const target = status === 302 ? 'http://169.254.169.254/latest/meta-data/' : elsewhereUrl()
    answerAll(
      `HTTP/1.1 ${status} Moved\r\nLocation: ${target}\r\nx-amz-bucket-region: evil.example/\r\nContent-Length: 0\r\n\r\n`,
    )
    queue = await queueOn(raw.endpoint)
    await expectTypedErrors()
  })

  test.each(['TemporaryRedirect', 'PermanentRedirect', 'AuthorizationHeaderMalformed'])(
    'with the error %s and another endpoint',
    async (code) => {
      const body = `<Error><Code>${code}</Code><Message>go</Message><Endpoint>${elsewhereUrl()}</Endpoint><Region>evil.example/#</Region></Error>`
      answerAll(
        `HTTP/1.1 400 Bad\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      queue = await queueOn(raw.endpoint)
      await expectTypedErrors()
    },
  )

  test("to a queue's address", async () => {
    const sqs = await startScriptedProxy(bench.servers.sqsEndpoint)
    const QueueUrl = elsewhereUrl()
    sqs.respond(({ headers }) => String(headers['x-amz-target']).endsWith('GetQueueUrl'), {
      status: 200,
      headers: { 'content-type': 'application/x-amz-json-1.0' },
      body: JSON.stringify({ QueueUrl }),
    })
    const { config } = await bench.queue()
    queue = new JobQueue({ config, clients: bench.servers.clients({ sqsEndpoint: sqs.endpoint }) })
    const codes = await Promise.all(['send', 'receive', 'count'].map((name) => outcome(calls[name]!)))
    await sqs.stop()
    expect(codes).not.toContain('INTERNAL')
  })
})

const xmlHead = '<?xml version="1.0"?>'
const laughs = Array.from({ length: 12 }, (_, n) => `<!ENTITY l${n + 1} "${`&l${n};`.repeat(10)}">`).join('')
const bombs: Readonly<Record<string, string>> = {
  'entities that expand to gigabytes': `${xmlHead}<!DOCTYPE x [<!ENTITY l0 "lol">${laughs}]><ListBucketResult><Name>&l12;</Name></ListBucketResult>`,
  'an entity that refers to a file': `${xmlHead}<!DOCTYPE x [<!ENTITY f SYSTEM "file:///etc/passwd">]><ListBucketResult><Name>&f;</Name></ListBucketResult>`,
  'a document type on another server': `${xmlHead}<!DOCTYPE x SYSTEM "ELSEWHERE"><ListBucketResult/>`,
  '200,000 levels': `${'<a>'.repeat(200_000)}${'</a>'.repeat(200_000)}`,
  '200,000 attributes': `<ListBucketResult ${Array.from({ length: 200_000 }, (_, n) => `a${n}="1"`).join(' ')}/>`,
  'names that every object has':
    '<ListBucketResult><__proto__><Key>x</Key></__proto__><constructor/><Contents><__proto__/></Contents></ListBucketResult>',
  'unclosed elements': '<ListBucketResult><Contents><Key>'.repeat(50_000),
  'a number as a list':
    '<ListBucketResult><Contents>1</Contents><IsTruncated>maybe</IsTruncated></ListBucketResult>',
}

describe('an XML response', () => {
  test.each(Object.entries(bombs))('with %s does no harm', async (_, text) => {
    const body = text.replace('ELSEWHERE', elsewhereUrl())
    queue = await queueOn(raw.endpoint)
    const before = process.memoryUsage().rss
    for (const status of [200, 400]) {
      answerAll(
        `HTTP/1.1 ${status} X\r\nContent-Type: application/xml\r\nContent-Length: ${body.length}\r\n\r\n${body}`,
      )
      const start = process.threadCpuUsage().user
      const found = await queue.list('in').catch((error: unknown) => error)
      // Takes microseconds. A quadratic parser would take minutes.
      expect(process.threadCpuUsage().user - start).toBeLessThan(8_000_000)
      expect(found instanceof Error && !(found instanceof EngineError)).toBe(false)
      expect(JSON.stringify(found)).not.toMatch(/root:|lollol/)
    }
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000)
    expect(({} as { Key?: unknown }).Key).toBeUndefined()
  })
})

const long = (bytes: number): string => 'x'.repeat(bytes)
const heads: Readonly<Record<string, string>> = {
  'a header of 1 MB': `HTTP/1.1 200 OK\r\nx-a: ${long(1_000_000)}\r\nContent-Length: 0\r\n\r\n`,
  'headers of 1 MB': `HTTP/1.1 200 OK\r\n${'x-a: b\r\n'.repeat(130_000)}Content-Length: 0\r\n\r\n`,
  'a status line of 1 MB': `HTTP/1.1 200 ${long(1_000_000)}\r\n\r\n`,
  'something other than HTTP': 'SSH-2.0-OpenSSH_9.2\r\n\r\n',
  'a line feed within an ETag':
    'HTTP/1.1 206 P\r\nETag: "a\nx-evil: 1"\r\nContent-Range: bytes 0-0/9\r\nContent-Length: 1\r\n\r\nx',
  'a carriage return within a header': 'HTTP/1.1 200 OK\r\nETag: "a\rb"\r\nContent-Length: 1\r\n\r\nx',
  'a null character within a header': 'HTTP/1.1 200 OK\r\nETag: "a\0b"\r\nContent-Length: 1\r\n\r\nx',
  'two lengths': 'HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 5\r\n\r\nx',
  'a negative length': 'HTTP/1.1 200 OK\r\nContent-Length: -5\r\n\r\n',
  'a length of 10^30': `HTTP/1.1 200 OK\r\nContent-Length: 1${'0'.repeat(30)}\r\n\r\nx`,
  'a chunk of 2^70 bytes': 'HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nFFFFFFFFFFFFFFFFFF\r\nx',
}

describe.each([true, false])('with the fast path: %s', (fastPath) => {
  test.each(Object.entries(heads))('a response with %s is an error', async (_, response) => {
    raw.respond = (socket) => socket.end(Buffer.from(response, 'latin1'))
    queue = await queueOn(raw.endpoint, fastPath)
    // The response to a HEAD has no body.
    await expectTypedErrors(Object.keys(calls).filter((name) => name !== 'describe'))
  })
})

describe('a response that never ends', () => {
  const endless: Readonly<Record<string, (socket: Socket) => void>> = {
    'interim responses': (socket) => sendEndlessly(socket, 'HTTP/1.1 100 Continue\r\n\r\n'.repeat(500)),
    headers: (socket) => {
      socket.write('HTTP/1.1 200 OK\r\n')
      sendEndlessly(socket, 'x-a: b\r\n'.repeat(2_000))
    },
    'an error': (socket) => {
      socket.write('HTTP/1.1 400 Bad\r\nTransfer-Encoding: chunked\r\n\r\n')
      sendEndlessly(socket, `10000\r\n${long(65_536)}\r\n`)
    },
  }
  test.each(Object.entries(endless))('is cut off if it consists of %s', async (_, response) => {
    raw.respond = response
    queue = await queueOn(raw.endpoint)
    await expectTypedErrors()
  })

  test('is cut off if it is a list', async () => {
    raw.respond = (socket) => {
      socket.write('HTTP/1.1 200 OK\r\nContent-Type: application/xml\r\nTransfer-Encoding: chunked\r\n\r\n')
      sendEndlessly(socket, `10000\r\n${'<a></a>!'.repeat(8_192)}\r\n`)
    }
    queue = await queueOn(raw.endpoint)
    await expectTypedErrors(['list', 'receive', 'count', 'send'])
  })
})

describe('an object', () => {
  beforeEach(async () => {
    const { config } = await bench.queue()
    queue = new JobQueue({ config, clients: bench.servers.clients({ s3Endpoint: proxy.endpoint }) })
  })

  test('does not save an object that differs between HEAD and GET', async () => {
    await queue.store('in', { key: 'k', body: 'x'.repeat(1_000_000) })
    // The first save is unmodified, and shows that this server's ETags are MD5 hashes.
    const honest = await mkdtemp(join(folder, '..', 'honest-'))
    await saveFile({ source: source(), target: { folder: honest }, name: 'saved' })
    proxy.rewrite(({ method }) => method === 'GET', {
      response: (body) => body.replaceAll('x', 'y'),
      headers: { 'content-length': '1000000' },
    })
    expect(await outcome(calls['save']!)).toBe('CHECKSUM_MISMATCH')
    expect(await readdir(folder)).toEqual([])
  })

  test('saves an object with a Content-Encoding without unpacking it', async () => {
    const bomb = gzipSync(Buffer.alloc(100_000_000))
    await queue.store('in', { key: 'k', body: bomb })
    proxy.rewrite(() => true, { headers: { 'content-encoding': 'gzip' } })
    const { size } = await saveFile({ source: source(), target: { folder }, name: 'bomb.gz' })
    expect(size).toBe(bomb.length)
  })
})
