import { rangeSize } from '../testing/small-parts.ts'
import { randomBytes } from 'node:crypto'
import { appendFile, lstat, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { crc32 } from 'node:zlib'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import { saveFile } from './save-file.ts'
import type { SavedFile, ResumableSave, SaveRequest } from './save-file.ts'
import { startBodyProxy } from '../testing/proxies/body-proxy.ts'
import type { BodyProxy } from '../testing/proxies/body-proxy.ts'
import { startBench } from '../testing/test-bench.ts'
import type { TestBench } from '../testing/test-bench.ts'
import { testThreads } from '../testing/transfer-threads.ts'

const eighth = rangeSize / 8
const bytes = randomBytes(36 * eighth + 5)
const name = 'cat.bin'
let bench: TestBench
let proxy: BodyProxy
let behind: JobQueue
let direct: JobQueue
let key: string
let folder: string

beforeAll(async () => {
  bench = await startBench()
  direct = await bench.queue()
  proxy = await startBodyProxy(bench.servers.s3Endpoint)
  const clients = bench.servers.clients({ s3Endpoint: proxy.endpoint })
  behind = new JobQueue({ config: direct.config, clients })
  ;({ key } = await direct.store('in', { body: bytes }))
})
afterAll(async () => {
  await proxy.stop()
  await bench.stop()
})
beforeEach(async () => {
  folder = await mkdtemp(join(bench.servers.folder, 'ranged-'))
  proxy.asked.length = 0
  proxy.onChunk = (piece) => piece
  proxy.headers = () => undefined
})

const source = (): ObjectSource => behind.source({ bucket: behind.names.bucket('in'), key })

function save(more: Partial<SaveRequest> = {}): Promise<SavedFile> {
  const threads = testThreads.current
  return saveFile({ source: source(), target: { folder }, name, bytesTotal: bytes.length, threads, ...more })
}

/** Keeps the path of the part file, like a journal. */
function journal(): ResumableSave & { partPath: string | null } {
  return {
    partPath: null,
    saved: () => Promise.resolve(),
    notePartFile(path) {
      this.partPath = path
      return Promise.resolve()
    },
  }
}

/** Stops a save when only its last range is missing. */
async function interrupted(resumable: ReturnType<typeof journal>): Promise<void> {
  const abort = new AbortController()
  const onProgress = (done: number): void => void (done === 32 * eighth && abort.abort())
  proxy.onChunk = (piece, _offset, { headers }) =>
    headers.range?.startsWith(`bytes=${32 * eighth}-`) ? 'stall' : piece
  await expect(save({ resumable, signal: abort.signal, onProgress })).rejects.toMatchObject({
    code: 'CANCELLED',
  })
  proxy.onChunk = (piece) => piece
}

test('reads a large object in ranges of one ETag and leaves only the file', async () => {
  const matches = new Set<unknown>()
  proxy.headers = (headers, isResponse) =>
    void (!isResponse && headers['range'] && matches.add(headers['if-match']))
  const progress: number[] = []
  const saved = await save({ onProgress: (done) => progress.push(done) })
  expect((await readFile(saved.path)).equals(bytes)).toBe(true)
  expect(saved.size).toBe(bytes.length)
  expect(await readdir(folder)).toEqual([name])
  expect(proxy.asked.toSorted()).toEqual(
    [0, 8, 16, 24, 32]
      .map((at) => `bytes=${at * eighth}-${Math.min((at + 8) * eighth, bytes.length) - 1}`)
      .toSorted(),
  )
  expect(matches).toEqual(new Set([(await source().describe(new AbortController().signal)).etag]))
  expect(progress.at(-1)).toBe(bytes.length)
  expect(progress).toEqual(progress.toSorted((a, b) => a - b))
})

test('detects that an object is large', async () => {
  const { path } = await save({ bytesTotal: null })
  expect((await readFile(path)).equals(bytes)).toBe(true)
  expect(proxy.asked).toHaveLength(6)
})

test('continues a range where the response broke off', async () => {
  const before = proxy.sent
  let cuts = 0
  proxy.onChunk = (piece, offset) => (offset >= 3 * eighth && (cuts += 1) <= 2 ? 'cut' : piece)
  const { path } = await save()
  expect((await readFile(path)).equals(bytes)).toBe(true)
  expect(cuts).toBeGreaterThan(2)
  expect(proxy.sent - before).toBeLessThan(bytes.length + 2 * eighth)
})

test('gives up if every response breaks off at once', async () => {
  proxy.onChunk = () => 'cut'
  await expect(save()).rejects.toMatchObject({ code: 'CONNECTION_BROKEN', retryable: true })
  expect(await readdir(folder)).toEqual([])
})

test('requests the rest of a range after a stall', async () => {
  let stalls = 0
  proxy.onChunk = (piece, offset) => (offset > 0 && (stalls += 1) <= 1 ? 'stall' : piece)
  const { path } = await save({ stallMs: 400 })
  expect((await readFile(path)).equals(bytes)).toBe(true)
})

test('fails if a download in one response stalls', async () => {
  const { key: small } = await direct.store('in', { body: randomBytes(3 * eighth) })
  proxy.onChunk = (piece, offset) => (offset > eighth ? 'stall' : piece)
  const slow = behind.source({ bucket: behind.names.bucket('in'), key: small })
  await expect(save({ source: slow, bytesTotal: 3 * eighth, stallMs: 400 })).rejects.toMatchObject({
    code: 'TIMED_OUT',
    message: expect.stringContaining('stalled'),
  })
  expect(await readdir(folder)).toEqual([])
})

test('starts over once if the object is replaced during the download', async () => {
  const changed = randomBytes(20 * eighth)
  const { key: changing } = await direct.store('in', { body: bytes })
  const moving = behind.source({ bucket: behind.names.bucket('in'), key: changing })
  const old = new WeakSet<IncomingMessage>()
  let replacing: Promise<unknown> | null = null
  let isReplaced = false
  proxy.onChunk = async (piece, _offset, request) => {
    if (isReplaced) return old.has(request) ? 'cut' : piece
    old.add(request)
    replacing ??= direct.store('in', { key: changing, body: changed }).then(() => (isReplaced = true))
    await replacing
    return 'cut'
  }
  const { path } = await save({ source: moving })
  expect((await readFile(path)).equals(changed)).toBe(true)
  proxy.headers = (headers, isResponse) =>
    void (isResponse && headers['content-range'] !== undefined && (headers['etag'] = '"another"'))
  await expect(save({ source: moving })).rejects.toMatchObject({ code: 'OBJECT_CHANGED', retryable: true })
  expect(await readdir(folder)).toEqual([name])
})

test('reads the object in one response if the server does not support ranges', async () => {
  const whole = source()
  const read: ObjectSource['read'] = (_range, _etag, signal) => whole.read(null, null, signal)
  // The first response never ends, so nothing may wait for its end.
  proxy.onChunk = (piece, offset) => (proxy.asked.length === 1 && offset > 0 ? 'stall' : piece)
  const { path } = await save({ source: { ...whole, read } })
  expect((await readFile(path)).equals(bytes)).toBe(true)
  expect(proxy.asked).toEqual(['all', 'all'])
  await save({ source: { ...whole, read, supportsRanges: () => false } })
  expect(proxy.asked).toHaveLength(3)
})

function spoil(piece: Buffer): Buffer {
  return Buffer.concat([piece.subarray(0, -1), Buffer.from([(piece.at(-1) ?? 0) ^ 1])])
}

test('rejects damaged bytes by MD5 and by CRC-32, and leaves nothing', async () => {
  proxy.onChunk = (piece, _offset, { headers }) =>
    headers.range?.startsWith(`bytes=${16 * eighth}-`) ? spoil(piece) : piece
  await expect(save()).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  const crc = Buffer.alloc(4)
  crc.writeUInt32BE(crc32(bytes))
  proxy.headers = (headers, isResponse) => {
    if (!isResponse || headers['content-range'] !== undefined) return
    headers['x-amz-checksum-crc32'] = crc.toString('base64')
    headers['x-amz-checksum-type'] = 'FULL_OBJECT'
  }
  await expect(save()).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  proxy.onChunk = (piece) => piece
  await save()
  crc.writeUInt32BE(crc32('other bytes'))
  await expect(save()).rejects.toMatchObject({ code: 'CHECKSUM_MISMATCH' })
  expect(await readdir(folder)).toEqual([name])
})

test('continues a stopped download and requests only the missing ranges', async () => {
  const resumable = journal()
  await interrupted(resumable)
  const left = await readdir(folder)
  expect(left).toHaveLength(2)
  for (const file of left) expect((await lstat(join(folder, file))).mode & 0o777).toBe(0o600)
  const [before, path] = [proxy.sent, resumable.partPath]
  const progress: number[] = []
  const saved = await save({ resumable, onProgress: (done) => progress.push(done) })
  expect((await readFile(saved.path)).equals(bytes)).toBe(true)
  expect(resumable.partPath).toBe(path)
  expect(progress[0]).toBe(32 * eighth)
  expect(proxy.sent - before).toBe(bytes.length - 32 * eighth)
  expect(await readdir(folder)).toEqual([name])
})

test('ignores damaged lines of the state file', async () => {
  const resumable = journal()
  await interrupted(resumable)
  const state = `${resumable.partPath}.state`
  const [head = ''] = (await readFile(state, 'utf8')).split('\n')
  await writeFile(state, `${head}\n[[0,`)
  const before = proxy.sent
  await save({ resumable })
  expect(proxy.sent - before).toBe(bytes.length)
  await interrupted(resumable)
  await appendFile(`${resumable.partPath}.state`, '[[0,12')
  expect((await readFile((await save({ resumable })).path)).equals(bytes)).toBe(true)
})

test('starts over if the object or the part file has changed', async () => {
  const resumable = journal()
  await interrupted(resumable)
  const part = resumable.partPath ?? ''
  await writeFile(part, 'mine')
  await save({ resumable })
  expect(resumable.partPath).not.toBe(part)
  await interrupted(resumable)
  const other = randomBytes(20 * eighth)
  const { key: otherKey } = await direct.store('in', { body: other })
  const { path } = await save({
    resumable,
    source: behind.source({ bucket: behind.names.bucket('in'), key: otherKey }),
  })
  expect((await readFile(path)).equals(other)).toBe(true)
})

test('touches no file except part files in this folder', async () => {
  const precious = [join(folder, 'diary.part'), join(bench.servers.folder, 'remotejob-0123456789ab.part')]
  for (const path of precious) {
    await writeFile(path, 'mine')
    const saved = await save({ resumable: { ...journal(), partPath: path } })
    expect((await readFile(saved.path)).equals(bytes)).toBe(true)
    expect(await readFile(path, 'utf8')).toBe('mine')
  }
})
