import { randomBytes } from 'node:crypto'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import { expectCode } from '../testing/expect-code.ts'
import { s3Error, startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

const { signal } = new AbortController()
const bytes = randomBytes(1_000)
let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
  const config = { name: 'ranges', layout: 'in-out' as const, statuses: ['pending'] }
  queue = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint }) })
  await queue.ensure()
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

async function stored(body: Buffer = bytes): Promise<ObjectSource> {
  proxy.reset()
  const { key } = await queue.store('in', { body, fields: { name: 'Größe' } })
  return queue.source({ bucket: queue.names.bucket('in'), key })
}

describe('reading an object in ranges', () => {
  test("returns the object's size and a range of its bytes", async () => {
    const source = await stored()
    expect(source.supportsRanges()).toBeNull()
    const info = await source.describe(signal)
    expect(info).toMatchObject({ size: 1_000, fields: { name: 'Größe' }, md5: expect.any(String) })
    const part = await source.read({ first: 10, last: 19 }, info.etag, signal)
    expect(part).toMatchObject({ size: 1_000, range: { first: 10, last: 19 }, etag: info.etag })
    expect((await buffer(part.stream)).equals(bytes.subarray(10, 20))).toBe(true)
    expect(source.supportsRanges()).toBe(true)
    const whole = await source.read(null, null, signal)
    expect(whole).toMatchObject({ size: 1_000, range: null })
    expect((await buffer(whole.stream)).equals(bytes)).toBe(true)
  })

  test('rejects a range if the ETag has changed', async () => {
    const source = await stored()
    proxy.respond(({ headers }) => headers['if-match'] === '"other"', {
      status: 412,
      body: s3Error('PreconditionFailed'),
    })
    await expectCode(source.read({ first: 0, last: 9 }, '"other"', signal), 'OBJECT_CHANGED')
  })

  test.each([416, 501])(
    'returns the whole object if the server responds to ranges with %s',
    async (status) => {
      queue.reconnect(servers.clients({ s3Endpoint: proxy.endpoint }))
      const source = await stored(Buffer.from('meow'))
      proxy.respond(({ headers }) => headers.range !== undefined, { status, body: s3Error('NotImplemented') })
      const payload = await source.read({ first: 0, last: 1 }, null, signal)
      expect(payload).toMatchObject({ size: 4, range: null })
      expect(await text(payload.stream)).toBe('meow')
      expect(source.supportsRanges()).toBe(false)
      proxy.reset()
      expect(await text((await source.read({ first: 0, last: 1 }, null, signal)).stream)).toBe('me')
      expect(source.supportsRanges()).toBe(true)
    },
  )
})
