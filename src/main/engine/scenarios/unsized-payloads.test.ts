import { createHash, randomBytes } from 'node:crypto'
import { mkdtemp, readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { opensCircuit } from '../aws/transport/circuit-breaker.ts'
import { saveFile } from '../downloads/save-file.ts'
import { JobQueue } from '../job-queue/job-queue.ts'
import { startBodyProxy, type BodyProxy } from '../testing/body-proxy.ts'
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
  proxy.meddle = (piece) => piece
  proxy.headers = () => undefined
})

/** Leaves the length out of the answers to GETs, and to HEADs too if `always`. */
function hideLength(always: boolean): void {
  proxy.headers = (headers, isAnswer, method) => {
    if (isAnswer && (always || method === 'GET')) delete headers['content-length']
  }
}

const save = (key: string): ReturnType<typeof saveFile> =>
  saveFile({
    source: queue.source({ bucket: queue.names.bucket('in'), key }),
    target: { folder },
    name: 'saved',
  })

test.each([false, true])('saves a payload without a length, also in the HEAD: %s', async (always) => {
  const bytes = randomBytes(3_000_000)
  const { key } = await queue.store('in', { body: bytes })
  hideLength(always)
  const { path, size } = await save(key)
  expect(size).toBe(bytes.length)
  expect(
    createHash('md5')
      .update(await readFile(path))
      .digest('hex'),
  ).toBe(createHash('md5').update(bytes).digest('hex'))
})

test('more bytes than the object has are refused, and only this save fails', async () => {
  const { key } = await queue.store('in', { body: 'twelve bytes' })
  hideLength(false)
  proxy.meddle = (piece) => Buffer.concat([piece, piece])
  const error = await expectCode(save(key), 'SERVICE')
  expect(opensCircuit(error)).toBe(false)
  expect(await readdir(folder)).toEqual([])
})
