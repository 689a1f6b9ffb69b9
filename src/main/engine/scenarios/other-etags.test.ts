import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { saveFile } from '../downloads/save-file.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startBodyProxy, type BodyProxy } from '../testing/proxies/body-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { startBench, type TestBench } from '../testing/test-bench.ts'

let bench: TestBench
let proxy: BodyProxy
let queue: JobQueue
let folder: string

beforeAll(async () => {
  bench = await startBench()
  proxy = await startBodyProxy(bench.servers.s3Endpoint)
})
afterAll(async () => {
  await proxy.stop()
  await bench.stop()
})
beforeEach(async () => {
  const { config } = await bench.queue()
  queue = newClients(config)
  folder = await mkdtemp(join(bench.servers.folder, 'etags-'))
  proxy.asked.length = 0
  proxy.onChunk = (piece) => piece
  proxy.headers = () => undefined
})

/** A connection that has learned nothing about the server yet. */
const newClients = (config: JobQueue['config']): JobQueue =>
  new JobQueue({ config, clients: bench.servers.clients({ s3Endpoint: proxy.endpoint }) })

/**
 * Replaces ETags with others of the same form, either all of them or only those of parts and multipart
 * objects, and hides the CRC-32.
 */
function useOtherEtags(which: 'all' | 'of parts' = 'all'): void {
  proxy.headers = (headers, isResponse, _, url) => {
    if (!isResponse) return
    const etag = headers['etag']
    const isOfParts = url.includes('uploadId=') || String(etag).includes('-')
    if (typeof etag === 'string' && (which === 'all' || isOfParts))
      headers['etag'] = `"${createHash('md5').update(`salt ${etag}`).digest('hex')}"`
    for (const name of Object.keys(headers)) if (name.startsWith('x-amz-checksum')) delete headers[name]
  }
}

const save = async (from: JobQueue, key: string): Promise<Buffer> => {
  const source = from.source({ bucket: from.names.bucket('in'), key })
  const { path } = await saveFile({ source, target: { folder }, name: 'saved' })
  return readFile(path)
}

test.each([10, 400_000])('stores and saves %d bytes although no ETag is an MD5', async (size) => {
  useOtherEtags()
  const bytes = randomBytes(size)
  const { key } = await queue.store('in', { body: bytes })
  expect((await save(queue, key)).equals(bytes)).toBe(true)
  // The first upload was read back to check it. After that, the connection has learned that the ETags are not MD5s.
  const reads = proxy.asked.length
  await queue.store('in', { body: bytes })
  expect(proxy.asked).toHaveLength(reads)
})

test('stores and saves a large file although no ETag is an MD5', async () => {
  useOtherEtags()
  const bytes = randomBytes(20 * 1024 * 1024)
  const path = join(folder, 'large')
  await writeFile(path, bytes)
  const { key } = await queue.store('in', { body: { path } })
  expect((await save(queue, key)).equals(bytes)).toBe(true)
})

test('a connection that has only read learns that ETags are not MD5s by reading the first payload twice', async () => {
  const bytes = randomBytes(50_000)
  const { key } = await queue.store('in', { body: bytes })
  useOtherEtags()
  const reader = newClients(queue.config)
  expect((await save(reader, key)).equals(bytes)).toBe(true)
  expect(proxy.asked).toEqual(['all', 'all'])
  expect((await save(reader, key)).equals(bytes)).toBe(true)
  expect(proxy.asked).toHaveLength(3)
})

test('bytes that were damaged in transit are still rejected', async () => {
  const { key } = await queue.store('in', { body: randomBytes(50_000) })
  useOtherEtags()
  let damage = 1
  proxy.onChunk = (piece) => (damage-- > 0 ? Buffer.alloc(piece.length) : piece)
  await expectCode(save(newClients(queue.config), key), 'CHECKSUM_MISMATCH')
})

test('a payload that is damaged on the server is rejected once the server is known to use MD5s as ETags', async () => {
  const { key } = await queue.store('in', { body: randomBytes(50_000) })
  proxy.onChunk = (piece) => Buffer.alloc(piece.length)
  await expectCode(save(queue, key), 'CHECKSUM_MISMATCH')
})

test('an upload that arrives damaged is rejected and removed', async () => {
  useOtherEtags()
  proxy.onChunk = (piece) => Buffer.alloc(piece.length)
  await expectCode(
    queue.store('in', { key: 'k', keyIsNew: true, body: randomBytes(1_000) }),
    'CHECKSUM_MISMATCH',
  )
  proxy.onChunk = (piece) => piece
  await expectCode(queue.describeObject('in', 'k'), 'OBJECT_NOT_FOUND')
})

test('stores and saves a large file although only the ETags of small ones are MD5s', async () => {
  useOtherEtags('of parts')
  const small = randomBytes(50_000)
  const { key: smallKey } = await queue.store('in', { body: small })
  const bytes = randomBytes(20 * 1024 * 1024)
  const path = join(folder, 'large')
  await writeFile(path, bytes)
  const { key } = await queue.store('in', { body: { path } })
  expect((await save(queue, key)).equals(bytes)).toBe(true)
  const reader = newClients(queue.config)
  expect((await save(reader, smallKey)).equals(small)).toBe(true)
  expect((await save(reader, key)).equals(bytes)).toBe(true)
  expect((await save(reader, key)).equals(bytes)).toBe(true)
})

test('a large payload that is damaged in transit is rejected although it may have another ETag', async () => {
  useOtherEtags('of parts')
  const path = join(folder, 'large')
  await writeFile(path, randomBytes(20 * 1024 * 1024))
  const { key } = await queue.store('in', { body: { path } })
  const { key: small } = await queue.store('in', { body: randomBytes(50_000) })
  const reader = newClients(queue.config)
  await save(reader, small)
  let damage = 1
  proxy.onChunk = (piece, _, { headers }) =>
    headers.range && damage-- > 0 ? Buffer.alloc(piece.length) : piece
  await expectCode(save(reader, key), 'CHECKSUM_MISMATCH')
})
