import { randomBytes } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { JobQueue } from '../job-queue/job-queue.ts'
import { type ScriptedProxy, s3Error, startScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { startServers, type TestServers } from '../testing/servers.ts'

/** The connection is in us-west-1, with the queues. The buckets are elsewhere. */
const bucketRegion = 'eu-central-1'
const config = { name: 'apart', layout: 'in-out' as const, statuses: ['pending', 'inprogress', 'completed'] }

let servers: TestServers
let proxy: ScriptedProxy
/** Large enough to be sent in parts. */
let largeFile: string
beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
  await new JobQueue({ config, clients: servers.clients() }).ensure()
  largeFile = join(servers.folder, 'large.bin')
  await writeFile(largeFile, randomBytes(17 * 1_048_576))
})
afterEach(() => proxy.reset())
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})

function scopeOf(request: IncomingMessage): string {
  return /Credential=[^/]+\/\d+\/([^/]+)\//.exec(request.headers.authorization ?? '')?.[1] ?? ''
}

let refused = 0
/** Rejects every call that is signed for another region, like AWS and S3 servers. */
function refuseOtherRegions(kind: 'header' | 'body' | 'redirect' | 'signature'): void {
  refused = 0
  const matches = (request: IncomingMessage): boolean => {
    const isRefused = scopeOf(request) !== bucketRegion
    if (isRefused) refused += 1
    return isRefused
  }
  const headers = { 'x-amz-bucket-region': bucketRegion }
  const responses = {
    header: { status: 400, headers, body: s3Error('AuthorizationHeaderMalformed') },
    body: { status: 400, body: s3Error('AuthorizationHeaderMalformed', { Region: bucketRegion }) },
    redirect: { status: 301, headers, body: s3Error('PermanentRedirect') },
    signature: { status: 403, headers, body: s3Error('SignatureDoesNotMatch') },
  }
  proxy.respond(matches, responses[kind])
}

function open(options: object = {}): JobQueue {
  return new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint, ...options }) })
}

test.each(['header', 'body', 'redirect', 'signature'] as const)(
  'every call finds a bucket in another region, as reported by the %s',
  async (kind) => {
    refuseOtherRegions(kind)
    const calls: Record<string, (queue: JobQueue) => Promise<unknown>> = {
      store: (queue) => queue.store('in', { body: 'small', key: 'small' }),
      'store paced': (queue) => queue.store('in', { body: randomBytes(300_000) }),
      'store in parts': (queue) => queue.store('in', { body: { path: largeFile } }),
      list: (queue) => queue.list('in'),
      read: async (queue) => buffer((await queue.retrieve('in', 'small')).stream),
      'read a range': async (queue) => {
        const source = queue.source({ bucket: queue.names.bucket('in'), key: 'small' })
        return buffer((await source.read({ first: 1, last: 3 }, null, new AbortController().signal)).stream)
      },
      trigger: (queue) => queue.trigger('small'),
      remove: (queue) => queue.remove('in', 'small'),
    }
    for (const [name, call] of Object.entries(calls)) {
      // The response to a HEAD has no body, so if only bodies contain the region, another call has to come first.
      if (kind === 'body' && name === 'trigger') continue
      const queue = open()
      await call(queue)
      expect([name, refused > 0]).toEqual([name, true])
      refused = 0
      if (name !== 'remove') await call(queue)
      expect([name, refused]).toEqual([name, 0])
    }
  },
)

test('describes a job queue whose buckets and queues are in different regions', async () => {
  refuseOtherRegions('header')
  const states = (await open().describe()).map(({ state }) => state)
  expect(new Set(states)).toEqual(new Set(['exists']))
})

test('uses the region set for the buckets from the first call', async () => {
  refuseOtherRegions('header')
  await open({ s3Region: bucketRegion }).store('in', { body: 'x' })
  expect(refused).toBe(0)
})

test('does not mistake a wrong secret key for a wrong region', async () => {
  const queue = open({ credentials: { accessKeyId: 'S3RVER', secretAccessKey: 'wrong' } })
  await expect(queue.store('in', { body: 'x' })).rejects.toMatchObject({
    code: 'CREDENTIALS',
    hint: expect.stringContaining('region') as string,
  })
})

test("sends a bucket's owner in every call once it is known", async () => {
  const queue = open()
  await queue.store('in', { body: 'x' })
  await queue.locateBuckets('111122223333')
  const owners = new Map<string, unknown>()
  proxy.respond(
    (request) => {
      owners.set(`${request.method} ${request.url}`, request.headers['x-amz-expected-bucket-owner'])
      return false
    },
    { status: 500 },
  )
  await queue.store('in', { body: 'x', key: 'owned' })
  await queue.store('in', { body: randomBytes(300_000) })
  await queue.store('in', { body: { path: largeFile } })
  await queue.list('in')
  await buffer((await queue.retrieve('in', 'owned')).stream)
  await queue.trigger('owned')
  await queue.remove('in', 'owned')
  expect(owners.size).toBeGreaterThan(9)
  expect([...owners].filter(([, owner]) => owner !== '111122223333')).toEqual([])
})

test('does not send an owner that the server does not confirm', async () => {
  proxy.respond((request) => request.headers['x-amz-expected-bucket-owner'] !== undefined, {
    status: 403,
    body: s3Error('AccessDenied'),
  })
  const queue = open()
  await queue.locateBuckets('111122223333')
  await expect(queue.store('in', { body: 'x' })).resolves.toMatchObject({ size: 1 })
})
