import { once } from 'node:events'
import { buffer, text } from 'node:stream/consumers'
import { afterAll, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { JobQueue, type Job } from './job-queue.ts'
import { expectCode } from '../testing/expect-code.ts'
import { Peer } from '../testing/peer.ts'
import { startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { startServers, testKeys, type TestServers } from '../testing/servers.ts'

let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue
let peer: Peer
let count = 0
const nothing = { visible: 0, inFlight: 0, delayed: 0 }

beforeAll(async () => {
  servers = await startServers()
  proxy = await startScriptedProxy(servers.s3Endpoint)
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  count += 1
  const config: QueueConfig = {
    name: `q${count}`,
    layout: 'in-out',
    statuses: ['pending', 'inprogress', 'completed'],
  }
  queue = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint }) })
  peer = new Peer({ ...config, layout: 'in-out', ...servers, keys: testKeys })
  await queue.ensure()
  return () => peer.close()
})

const claim = async (status = 'pending'): Promise<Job> => {
  const job = await queue.next(status, { waitSeconds: 5 })
  if (!job) throw new Error('No job arrived.')
  return job
}

describe('a job', () => {
  it('is stored, triggered again, described, listed and removed', async () => {
    const fields = { filename: 'cat.JPG', note: 'ä' }
    const { key, size } = await queue.store('in', { body: new Uint8Array([1, 2, 3]), fields })
    expect(key).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4/)
    expect(size).toBe(3)
    const detail = await queue.describeObject('in', key)
    expect(detail).toMatchObject({ key, size: 3, contentType: 'image/jpeg', fields })
    expect(await queue.describeObject(queue.names.bucket('in'), key)).toEqual(detail)
    const id = await queue.trigger(key, { status: 'completed', fields: { Note: 'b' } })
    expect(await claim('completed')).toMatchObject({ id, fields: { filename: 'cat.JPG', note: 'b' } })
    expect((await queue.list('in')).objects).toMatchObject([{ key, size: 3 }])
    await queue.remove('in', key)
    await queue.remove('in', key)
    expect((await queue.list('in')).objects).toEqual([])
  })

  it('is listed in pages, whatever its key', async () => {
    // s3rver does not support pages, because its cursors need a cipher that OpenSSL 3 removed.
    const { config } = queue
    const paged = new JobQueue({ config, clients: servers.clients({ s3Endpoint: servers.sqsEndpoint }) })
    await paged.ensure()
    const keys = ['a b+c', 'd&<é>', 'plain']
    for (const key of keys) await paged.store('out', { key })
    const first = await paged.list('out', { limit: 2 })
    expect(first.objects.map(({ key }) => key)).toEqual(keys.slice(0, 2))
    const second = await paged.list('out', { limit: 2, cursor: first.next })
    expect([second.objects.map(({ key }) => key), second.next]).toEqual([['plain'], null])
  })

  it('has its size, type and MD5 when it is opened', async () => {
    const { key } = await queue.store('out', { body: 'hello', contentType: 'text/x-own', fields: { a: 'ü' } })
    const payload = await queue.retrieve('out', key)
    expect(payload).toMatchObject({
      size: 5,
      contentType: 'text/x-own',
      fields: { a: 'ü' },
      md5: '5d41402abc4b2a76b9719d911017c592',
    })
    expect(await text(payload.stream)).toBe('hello')
  })

  it('is renewed, and released to the next caller', async () => {
    await queue.submit({ body: 'x' })
    const job = await claim()
    const before = Date.now()
    expect(job.leaseMs).toBe(30_000)
    expect(await queue.renew(job, { leaseSeconds: 60 })).toBeGreaterThanOrEqual(before + 60_000)
    await queue.release(job)
    expect(await claim()).toMatchObject({ id: job.id, receivedCount: 2 })
  })

  it('is started with the same payload under a new id', async () => {
    await queue.submit({ key: 'k', body: 'x', fields: { name: 'a' } })
    const id = await queue.start(await claim())
    expect(await claim('inprogress')).toMatchObject({ id, key: 'k', fields: { name: 'a' }, error: null })
    expect((await queue.depths({ statuses: ['pending'] })).pending).toEqual(nothing)
  })
})

describe('completing', () => {
  it('stores, then sends, then stops the renewals, then deletes', async () => {
    await queue.submit({ body: 'x', fields: { name: 'a' } })
    const job = await claim()
    const seen: unknown[] = []
    const stored: number[] = []
    await queue.complete(job, [{ body: 'one' }, { key: 'b', body: 'two!' }], {
      onProgress: (done, total) => stored.push(done, total),
      beforeDelete: async () => {
        seen.push((await queue.list('out')).objects.length, await queue.depths())
      },
    })
    expect(seen).toEqual([
      2,
      {
        pending: { visible: 0, inFlight: 1, delayed: 0 },
        inprogress: nothing,
        completed: { visible: 2, inFlight: 0, delayed: 0 },
      },
    ])
    expect(stored).toEqual([3, 3, 7, 7])
    expect((await queue.depths()).pending).toEqual(nothing)
  })

  it('sends nothing and deletes nothing when a result cannot be stored', async () => {
    await queue.submit({ body: 'x' })
    const job = await claim()
    await expectCode(
      queue.complete(job, [{ body: 'one' }, { key: 'b', body: { path: '/nowhere/x' } }]),
      'FILE_NOT_FOUND',
    )
    expect(await queue.depths()).toMatchObject({ pending: { inFlight: 1 }, completed: nothing })
  })

  it('checks everything before the first step', async () => {
    await queue.submit({ body: 'x' })
    const job = await claim()
    const result = { body: 'one' }
    await expectCode(queue.complete(job, [result], { status: 'nope' }), 'STATUS_UNKNOWN')
    await expectCode(queue.complete(job, [result, { body: '', fields: { key: 'x' } }]), 'FIELD_RESERVED')
    await expectCode(
      queue.complete(job, [result, { body: '', fields: { a: 'x'.repeat(2_100) } }]),
      'METADATA_TOO_LARGE',
    )
    const long = { ...job, rawBody: JSON.stringify({ a: 'x'.repeat(1_100_000) }) }
    await expectCode(queue.complete(long, [result]), 'MESSAGE_TOO_LARGE')
    servers.sqs.deleteQueue(`q${count}-completed`, { region: 'us-west-1' })
    await expectCode(queue.complete(job, [result]), 'QUEUE_NOT_FOUND')
    expect((await queue.list('out')).objects).toEqual([])
    expect((await queue.depths({ statuses: ['pending'] })).pending).toMatchObject({ inFlight: 1 })
  })
})

describe('a message', () => {
  it.each([
    ['not json', { error: { code: 'MESSAGE_NOT_JSON' }, bucket: null, key: null, foreign: false }],
    ['{"name":"a"}', { error: { code: 'MESSAGE_WITHOUT_KEY' }, fields: { name: 'a' }, foreign: false }],
    ['{"bucket":"elsewhere","key":"k"}', { error: null, bucket: 'elsewhere', foreign: true }],
  ])('%s is claimed with its error, and can be moved and acknowledged', async (body, expected) => {
    await peer.send(body)
    const job = await claim()
    expect(job).toMatchObject({ ...expected, rawBody: body })
    await queue.start(job)
    const moved = await claim('inprogress')
    expect(moved).toMatchObject({ ...expected, rawBody: body })
    await queue.acknowledge(moved)
    expect((await queue.depths()).pending).toEqual(nothing)
  })

  it('whose payload is missing fails with a clear error', async () => {
    const { key } = await queue.submit({ body: 'x' })
    await peer.remove('in', key)
    const job = await claim()
    await expectCode(queue.download({ bucket: job.bucket ?? '', key: job.key ?? '' }), 'OBJECT_NOT_FOUND')
    await expectCode(queue.describeObject('in', key), 'OBJECT_NOT_FOUND')
    await expectCode(queue.trigger(key), 'OBJECT_NOT_FOUND')
  })
})

describe('a download', () => {
  it('fails when its connection breaks, and never looks complete', async () => {
    const { key } = await queue.store('in', { body: new Uint8Array(20_000_000) })
    const { stream } = await queue.retrieve('in', key)
    const broken = stream.once('data', () => proxy.cut())
    await expectCode(buffer(broken), 'CONNECTION_BROKEN')
  })

  it('ends with CANCELLED when its signal fires', async () => {
    const { key } = await queue.store('in', { body: new Uint8Array(20_000_000) })
    const stop = new AbortController()
    const { stream } = await queue.retrieve('in', key, { signal: stop.signal })
    stream.once('data', () => stop.abort())
    const [error] = await once(stream, 'error').catch((thrown: unknown) => [thrown])
    expect(error).toMatchObject({ code: 'CANCELLED' })
  })
})
