import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtemp, open, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, test } from 'vitest'
import type { ObjectSource } from '../s3/object-source.ts'
import { noProxies } from '../network/proxies.ts'
import { saveFile, type SaveRequest } from '../../downloads/save-file.ts'
import { JobQueue } from '../../job-queue/job-queue.ts'
import { noLimits } from '../../limits/transfer-limits.ts'
import { startBodyProxy, type BodyProxy } from '../../testing/proxies/body-proxy.ts'
import { privateCa, privateCertificate } from '../../testing/proxies/private-ca.ts'
import { startRawServer } from '../../testing/proxies/raw-server.ts'
import { startTlsFront, type TlsFront } from '../../testing/proxies/tls-front.ts'
import { startServers, type TestServers } from '../../testing/servers.ts'
import { transferWorkerUrl } from '../../testing/transfer-threads.ts'
import { unlimitedPace } from './pace.ts'
import { ThreadBody } from './thread-body.ts'
import { TransferThreads } from './transfer-threads.ts'

const mebibyte = 1_048_576
const bytes = randomBytes(20 * mebibyte + 7)
const range = { first: 0, last: bytes.length - 1 }
const { signal } = new AbortController()
let servers: TestServers
let proxy: BodyProxy
let queue: JobQueue
let folder: string
let threads: TransferThreads

beforeAll(async () => {
  servers = await startServers()
  proxy = await startBodyProxy(servers.s3Endpoint)
  queue = queueOn(proxy.endpoint)
  await queue.ensure()
  await queue.store('in', { key: 'k', body: bytes })
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  folder = await mkdtemp(join(servers.folder, 'threads-'))
  proxy.onChunk = (piece) => piece
  proxy.asked.length = 0
  threads = new TransferThreads(transferWorkerUrl)
})
afterEach(() => threads.close())

function queueOn(s3Endpoint: string, caCertificates: readonly string[] = []): JobQueue {
  const clients = servers.clients({ s3Endpoint, network: { proxies: noProxies, caCertificates } })
  return new JobQueue({ config: { name: 'threads', layout: 'single', statuses: ['pending'] }, clients })
}

const source = (of = queue): ObjectSource => of.source({ bucket: of.names.bucket('in'), key: 'k' })

async function save(more: Partial<SaveRequest> = {}): Promise<Buffer> {
  const request = { source: source(), target: { folder }, name: 'saved', bytesTotal: bytes.length, threads }
  const { path } = await saveFile({ ...request, ...more })
  return readFile(path)
}

/** Returns the niceness of each thread in this process. */
async function nicenessOfThreads(): Promise<ReadonlyMap<string, number>> {
  const stats = (await readdir('/proc/self/task')).map(async (thread): Promise<[string, number]> => {
    const stat = await readFile(`/proc/self/task/${thread}/stat`, 'utf8')
    // The name of the thread, in parentheses, may contain spaces.
    return [thread, Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[16])]
  })
  return new Map(await Promise.all(stats))
}

test.runIf(process.platform === 'linux')('lets the main thread go first', async () => {
  const before = await nicenessOfThreads()
  await save()
  const after = await nicenessOfThreads()
  const added = [...after].flatMap(([thread, niceness]) => (before.has(thread) ? [] : [niceness]))
  expect(added.filter((niceness) => niceness >= 10)).toHaveLength(2)
  for (const [thread, niceness] of before) expect(after.get(thread) ?? niceness).toBe(niceness)
})

/** Uploads a large file in parts, and returns the bytes that the server has stored. */
async function upload(of = queue): Promise<Buffer> {
  const path = join(folder, 'file')
  await writeFile(path, bytes)
  const { key } = await of.store('in', { key: randomUUID(), body: { path } }, { threads })
  return buffer((await queue.retrieve('in', key)).stream)
}

/** Returns threads that crash on the first message. */
function crashing(): TransferThreads {
  const script =
    "import { parentPort } from 'node:worker_threads'; parentPort.on('message', () => { throw 1 })"
  return new TransferThreads(new URL(`data:text/javascript,${encodeURIComponent(script)}`))
}

test('receives a range in a thread only if it is saved to a file', async () => {
  const { stream } = await source().read(range, null, signal, threads)
  expect(stream).toBeInstanceOf(ThreadBody)
  stream.destroy()
  const other = (await source().read(range, null, signal)).stream
  expect(other).not.toBeInstanceOf(ThreadBody)
  other.destroy()
})

test('moves the bytes on the main thread if the threads crash', async () => {
  threads = crashing()
  expect((await save()).equals(bytes)).toBe(true)
  threads = crashing()
  expect((await upload()).equals(bytes)).toBe(true)
  expect(threads.take()).toBeNull()
})

test('continues a save on the main thread if the threads end', async () => {
  let ending: Promise<void> | undefined
  proxy.onChunk = (piece, offset) => {
    if (offset > 4 * mebibyte) ending ??= threads.close()
    return piece
  }
  expect((await save()).equals(bytes)).toBe(true)
  await ending
  expect(await readdir(folder)).toEqual(['saved'])
})

test('obeys a speed limit that is set during a save', async () => {
  let isLimited = false
  let paced = 0
  const limits = {
    ...noLimits,
    pace: async (step: number) => void (paced += step),
    get stepBytes() {
      return isLimited ? 262_144 : Infinity
    },
  }
  // By then, the first range of 8 MiB may already have been allowed without a limit.
  proxy.onChunk = (piece) => {
    threads.isLimited = isLimited = true
    return piece
  }
  expect((await save({ limits })).equals(bytes)).toBe(true)
  expect(paced).toBeGreaterThan(16 * mebibyte)
  expect(paced).toBeLessThanOrEqual(bytes.length)
})

test('does not wait for a body that was cancelled before it is saved', async () => {
  const stop = new AbortController()
  const { stream } = await source().read(range, null, stop.signal, threads)
  stop.abort()
  const path = join(folder, 'target')
  await using file = await open(path, 'w')
  const target = {
    descriptor: file.fd,
    direct: null,
    position: 0,
    bytes: bytes.length,
    crc32: 0,
    stallMs: 1_000,
  }
  const saving = (stream as ThreadBody).saveTo({ ...target, pace: unlimitedPace, onSaved: () => undefined })
  await expect(saving).rejects.toMatchObject({ code: 'CANCELLED' })
  expect((await readFile(path)).length).toBe(0)
})

test('writes whole blocks through the descriptor that bypasses the cache, and the rest through the other one', async () => {
  const [blocks, rest] = [join(folder, 'blocks'), join(folder, 'rest')]
  await using direct = await open(blocks, 'w')
  await using file = await open(rest, 'w')
  const saveAt = async (position: number, count: number): Promise<void> => {
    const { stream } = await source().read(
      { first: position, last: position + count - 1 },
      null,
      signal,
      threads,
    )
    const target = {
      descriptor: file.fd,
      direct: direct.fd,
      position,
      bytes: count,
      crc32: 0,
      stallMs: 1_000,
    }
    await (stream as ThreadBody).saveTo({ ...target, pace: unlimitedPace, onSaved: () => undefined })
  }
  await saveAt(0, mebibyte + 4_096 + 7)
  expect((await readFile(blocks)).equals(bytes.subarray(0, mebibyte + 4_096))).toBe(true)
  expect(
    (await readFile(rest))
      .subarray(mebibyte + 4_096)
      .equals(bytes.subarray(mebibyte + 4_096, mebibyte + 4_096 + 7)),
  ).toBe(true)
  // The rest of a range whose first response broke off does not start at a block.
  await saveAt(5, 100)
  expect((await readFile(rest)).subarray(5, 105).equals(bytes.subarray(5, 105))).toBe(true)
})

test.runIf(process.platform === 'linux')(
  'writes through the cache if the system refuses to bypass it',
  async () => {
    const path = join(folder, 'target')
    await using file = await open(path, 'w')
    // Anything but a number is an invalid argument for this file, like unaligned memory for a disk.
    await using direct = await open('/proc/self/coredump_filter', 'r+')
    const { stream } = await source().read(range, null, signal, threads)
    const target = {
      descriptor: file.fd,
      direct: direct.fd,
      position: 0,
      bytes: bytes.length,
      crc32: 0,
      stallMs: 1_000,
    }
    await (stream as ThreadBody).saveTo({ ...target, pace: unlimitedPace, onSaved: () => undefined })
    expect((await readFile(path)).equals(bytes)).toBe(true)
  },
)

test('continues a range that stalls midway, fails if the server sends nothing, and leaves nothing after a cancel', async () => {
  let stalls = 0
  proxy.onChunk = (piece, offset) => (offset > mebibyte && (stalls += 1) <= 2 ? 'stall' : piece)
  expect((await save({ stallMs: 300, target: { folder: servers.folder } })).equals(bytes)).toBe(true)
  expect(stalls).toBeGreaterThan(2)
  proxy.onChunk = () => 'stall'
  await expect(save({ stallMs: 200 })).rejects.toMatchObject({ code: 'TIMED_OUT' })
  const stop = new AbortController()
  proxy.onChunk = (piece, offset) => {
    if (offset > mebibyte) stop.abort()
    return piece
  }
  await expect(save({ signal: stop.signal })).rejects.toMatchObject({ code: 'CANCELLED' })
  expect(await readdir(folder)).toEqual([])
})

describe('over TLS', () => {
  let front: TlsFront
  beforeAll(async () => {
    front = await startTlsFront(servers.s3Endpoint, privateCertificate)
  })
  afterAll(() => front.stop())

  test("trust the connection's CA certificates", async () => {
    const behind = queueOn(front.endpoint, [privateCa])
    const { stream } = await source(behind).read(range, null, signal, threads)
    expect(stream).toBeInstanceOf(ThreadBody)
    stream.destroy()
    expect((await save({ source: source(behind) })).equals(bytes)).toBe(true)
    expect((await upload(behind)).equals(bytes)).toBe(true)
  })

  test('rejects an unknown CA', async () => {
    const read = source(queueOn(front.endpoint)).read(range, null, signal, threads)
    await expect(read).rejects.toMatchObject({ code: 'TLS_FAILED' })
  })
})

test('waits for `100 Continue` before it sends a part, so that a rejection costs no traffic', async () => {
  const raw = await startRawServer()
  const questions: boolean[] = []
  let received = 0
  raw.respond = (socket, head) => {
    const id = '<InitiateMultipartUploadResult><UploadId>u</UploadId></InitiateMultipartUploadResult>'
    const error = '<Error><Code>AccessDenied</Code></Error>'
    if (head.startsWith('POST'))
      return socket.write(`HTTP/1.1 200 OK\r\nContent-Length: ${id.length}\r\n\r\n${id}`)
    if (!head.startsWith('PUT')) return socket.write('HTTP/1.1 204 No Content\r\n\r\n')
    questions.push(/^expect: 100-continue$/im.test(head))
    socket.on('data', (chunk) => (received += chunk.length))
    return socket.write(`HTTP/1.1 403 Forbidden\r\nContent-Length: ${error.length}\r\n\r\n${error}`)
  }
  try {
    const path = join(folder, 'file')
    await writeFile(path, bytes)
    const body = { key: 'x', keyIsNew: true, body: { path } }
    const storing = queueOn(raw.endpoint).store('in', body, { threads })
    await expect(storing).rejects.toMatchObject({ code: 'ACCESS_DENIED' })
    expect(new Set(questions)).toEqual(new Set([true]))
    expect(received).toBe(0)
  } finally {
    await raw.stop()
  }
})
