import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../../shared/queues/queues.ts'
import { JobQueue } from '../../job-queue/job-queue.ts'
import { s3Error, startScriptedProxy, type ScriptedProxy } from '../../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../../testing/expect-code.ts'
import { startServers, type TestServers } from '../../testing/servers.ts'

const config: QueueConfig = { name: 'capabilities', layout: 'single', statuses: ['pending'] }
let servers: TestServers
let proxy: ScriptedProxy
let path: string
let queue: JobQueue
/** The integrity protection of each PUT: `crc32`, `unsigned`, both, or neither. */
let seen: string[]

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
  path = join(servers.folder, 'file')
  await writeFile(path, Buffer.alloc(17 * 1_048_576, 7))
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(() => {
  seen = []
  proxy.rewrite((request) => isPut(request) && false, {})
})
afterEach(() => proxy.reset())

/** Records the integrity protection of a PUT. */
function isPut({ method, headers }: IncomingMessage): boolean {
  if (method !== 'PUT') return false
  const crc32 = headers['x-amz-checksum-crc32'] ? ['crc32'] : []
  const unsignedBody = headers['x-amz-content-sha256'] === 'UNSIGNED-PAYLOAD' ? ['unsigned'] : []
  seen.push([...crc32, ...unsignedBody].join(' '))
  return true
}
const refused = (name: string) => ({ status: name === 'NotImplemented' ? 501 : 400, body: s3Error(name) })
const hasCrc32 = ({ headers }: IncomingMessage): boolean => 'x-amz-checksum-crc32' in headers
const unsigned = ({ headers }: IncomingMessage): boolean =>
  headers['x-amz-content-sha256'] === 'UNSIGNED-PAYLOAD'
const completesWithCrc32 = (request: IncomingMessage): boolean =>
  request.method === 'POST' && hasCrc32(request)
const put = (body: string | { readonly path: string }): Promise<unknown> =>
  queue.store('in', { key: randomUUID(), keyIsNew: true, body })

describe.each([
  ['the fast path', true],
  ['the SDK alone', false],
])('by %s', (_, fastPath) => {
  beforeEach(async () => {
    queue = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint, fastPath }) })
    await queue.ensure()
    seen.splice(0)
  })

  it('sends a checksum and leaves the body unsigned', async () => {
    await put('meow')
    expect(seen).toEqual(['crc32 unsigned'])
  })

  it.each(['NotImplemented', 'InvalidArgument', 'InvalidRequest'])(
    'sends no checksum to a server that returns %s, and compares the MD5 instead',
    async (name) => {
      proxy.respond(hasCrc32, refused(name))
      await put('meow')
      expect(seen.at(-1)).toBe('')
      seen.splice(0)
      await put('meow')
      await put({ path })
      expect(new Set(seen)).toEqual(new Set(['']))
      expect(seen).toHaveLength(4)
      proxy.respond(({ method }) => method === 'PUT', {
        status: 200,
        headers: { etag: `"${'0'.repeat(32)}"` },
      })
      await expectCode(put('meow'), 'CHECKSUM_MISMATCH')
      await expectCode(put({ path }), 'CHECKSUM_MISMATCH')
    },
  )

  it('signs the body for a server that requires it, and still sends a checksum', async () => {
    proxy.respond(unsigned, refused('XAmzContentSHA256Mismatch'))
    await put('meow')
    seen.splice(0)
    await put('meow')
    await put({ path })
    expect(new Set(seen)).toEqual(new Set(['crc32']))
  })

  it('keeps the checksum if the server rejects the body even without one', async () => {
    proxy.respond(isPut, refused('InvalidArgument'))
    await expectCode(put('meow'), 'SERVICE')
    expect(seen).toContain('')
    proxy.reset()
    proxy.rewrite((request) => isPut(request) && false, {})
    await put('meow')
    expect(seen.at(-1)).toBe('crc32 unsigned')
  })

  it('always sends a checksum to a server that has accepted one', async () => {
    await put('meow')
    seen.splice(0)
    proxy.respond(isPut, refused('InvalidArgument'))
    await expectCode(put('meow'), 'SERVICE')
    expect(new Set(seen)).toEqual(new Set(['crc32 unsigned']))
  })
})

describe('a multipart upload', () => {
  beforeEach(async () => {
    queue = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint }) })
    await queue.ensure()
    seen.splice(0)
  })

  it('begins with the strongest checksum that the server supports', async () => {
    proxy.respond(
      ({ headers }) => headers['x-amz-checksum-type'] === 'FULL_OBJECT',
      refused('InvalidArgument'),
    )
    const algorithms: unknown[] = []
    proxy.rewrite(({ method, url, headers }) => {
      if (method === 'POST' && /[?&]uploads/.test(url ?? ''))
        algorithms.push(headers['x-amz-checksum-algorithm'])
      return false
    }, {})
    await put({ path })
    expect(algorithms).toEqual(['CRC32'])
    expect(new Set(seen)).toEqual(new Set(['crc32 unsigned']))
  })

  it('completes without the checksum of the whole object if the server rejects only that', async () => {
    proxy.respond(completesWithCrc32, refused('InvalidRequest'))
    await put({ path })
    const posts = proxy.requests.filter(
      (request) => request.startsWith('POST') && request.includes('uploadId'),
    )
    expect(posts.length).toBeGreaterThanOrEqual(2)
  })
})
