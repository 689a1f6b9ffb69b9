import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { opensCircuit } from '../aws/transport/circuit-breaker.ts'
import { saveFile, type SaveRequest } from '../downloads/save-file.ts'
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
  queue = new JobQueue({ config, clients: bench.servers.clients({ s3Endpoint: proxy.endpoint }) })
  folder = await mkdtemp(join(bench.servers.folder, 'unsized-'))
  proxy.onChunk = (piece) => piece
  proxy.headers = () => undefined
})

/** Removes the length from the responses to GETs, and to HEADs too if `always`. */
function hideLength(always: boolean): void {
  proxy.headers = (headers, isResponse, method) => {
    if (isResponse && (always || method === 'GET')) delete headers['content-length']
  }
}

const save = (
  key: string,
  options: Pick<SaveRequest, 'maxUnsizedBytes' | 'onProgress'> = {},
): ReturnType<typeof saveFile> =>
  saveFile({
    ...options,
    source: queue.source({ bucket: queue.names.bucket('in'), key }),
    target: { folder },
    name: 'saved',
  })

test.each([false, true])('saves a payload without a length, even in the HEAD: %s', async (always) => {
  const bytes = randomBytes(3_000_000)
  const { key } = await queue.store('in', { body: bytes })
  hideLength(always)
  let chunks = 0
  const onProgress = (): void => {
    chunks += 1
  }
  const { path, size } = await save(key, { onProgress })
  // Small chunks are slow: single bytes arrive at 20 KB/s.
  expect(chunks).toBeLessThanOrEqual(6)
  expect(size).toBe(bytes.length)
  expect(
    createHash('md5')
      .update(await readFile(path))
      .digest('hex'),
  ).toBe(createHash('md5').update(bytes).digest('hex'))
})

test('a payload that does not end is cut off, and leaves nothing', async () => {
  const { key } = await queue.store('in', { body: randomBytes(3_000_000) })
  hideLength(true)
  const error = await expectCode(save(key, { maxUnsizedBytes: 1_000_000 }), 'SERVICE')
  expect(error.message).toContain('does not end')
  expect(error.retryable).toBe(false)
  expect(await readdir(folder)).toEqual([])
})

test('rejects more bytes than the object has, and fails only this save', async () => {
  const { key } = await queue.store('in', { body: 'twelve bytes' })
  hideLength(false)
  proxy.onChunk = (piece) => Buffer.concat([piece, piece])
  const error = await expectCode(save(key), 'SERVICE')
  expect(opensCircuit(error)).toBe(false)
  expect(await readdir(folder)).toEqual([])
})
