import { partSize } from '../testing/small-parts.ts'
import { randomBytes, randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { utimesSync } from 'node:fs'
import { rm, writeFile } from 'node:fs/promises'
import type { IncomingMessage } from 'node:http'
import { join } from 'node:path'
import { buffer } from 'node:stream/consumers'
import { crc32 } from 'node:zlib'
import { afterAll, afterEach, beforeAll, beforeEach, describe, expect, it } from 'vitest'
import type { QueueConfig } from '../../../shared/queues/queues.ts'
import { crc32Text } from '../checksums/crc32.ts'
import { JobQueue, type StoreOptions } from '../job-queue/job-queue.ts'
import { s3Error, startScriptedProxy, type ScriptedProxy } from '../testing/proxies/scripted-proxy.ts'
import { expectCode } from '../testing/expect-code.ts'
import { MemoryMultipartJournal } from '../testing/memory-multipart-journal.ts'
import { startServers, type TestServers } from '../testing/servers.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import { testThreads } from '../testing/transfer-threads.ts'

const eighth = partSize / 8
const config: QueueConfig = { name: 'parts', layout: 'single', statuses: ['pending'] }
const bucket = 'remotejobs-parts'
let servers: TestServers
let proxy: ScriptedProxy
let queue: JobQueue
let notes: MemoryMultipartJournal
let path: string
let bytes: Buffer
let key: string
/** The number of requests before the test. */
let before: number

beforeAll(async () => {
  servers = await startServers()
  // Like AWS, fauxqs stores nothing if an upload breaks off. It does not list parts.
  proxy = await startScriptedProxy(servers.sqsEndpoint)
  path = join(servers.folder, 'file')
})
afterAll(async () => {
  await proxy.stop()
  await servers.stop()
})
beforeEach(async () => {
  queue = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint }) })
  await queue.ensure()
  notes = new MemoryMultipartJournal()
  // Five parts, the last one short.
  bytes = randomBytes(33 * eighth)
  await writeFile(path, bytes)
  key = randomUUID()
  before = proxy.requests.length
})
afterEach(() => proxy.reset())

const resume = (): StoreOptions => ({
  notes: { journal: notes, transferId: 't', connectionId: 'c', isResumable: true },
})
const store = (options: StoreOptions = {}): Promise<unknown> =>
  queue.store(
    'in',
    { key, keyIsNew: true, body: { path }, fields: { name: 'a' } },
    { threads: testThreads.current, ...options },
  )
/**
 * The requests since the start of the test: `POST begin`, `PUT 1`, `POST complete`, `DELETE`, `GET list`,
 * `HEAD`.
 */
const requests = (): readonly string[] =>
  proxy.requests.slice(before).map((request) => {
    const [method, url] = request.split(' ')
    const { searchParams } = new URL(url ?? '', proxy.endpoint)
    const number = searchParams.get('partNumber')
    const verb =
      { POST: searchParams.has('uploads') ? ' begin' : ' complete', GET: ' list' }[method ?? ''] ?? ''
    return `${method}${number === null ? verb : ` ${number}`}`
  })
const sentParts = (): readonly string[] =>
  requests()
    .filter((request) => request.startsWith('PUT'))
    .toSorted()
/** A stopped part may reach the server only after the removal. */
const removals = (): number => requests().filter((request) => request === 'DELETE').length
const isPart =
  (number: number) =>
  ({ method, url }: IncomingMessage): boolean =>
    method === 'PUT' && url?.includes(`partNumber=${number}&`) === true
const isComplete = ({ method, url }: IncomingMessage): boolean =>
  method === 'POST' && url?.includes('uploadId=') === true
const stored = async (): Promise<Buffer> => buffer((await queue.retrieve('in', key)).stream)
const expectStored = async (): Promise<void> => expect((await stored()).equals(bytes)).toBe(true)

/** Sends the first two parts, then stops like a pause. */
async function pause(): Promise<void> {
  const stop = new AbortController()
  let reserved = 0
  const reserve = async (_: number, signal: AbortSignal): Promise<() => void> => {
    reserved += 1
    if (reserved > 2) await once(signal, 'abort').then(() => signal.throwIfAborted())
    return () => undefined
  }
  const note = notes.part.bind(notes)
  notes.part = (uploadId, part) => {
    note(uploadId, part)
    if (notes.uploads.get(uploadId)?.parts.length === 2) stop.abort()
  }
  const limits = { ...noLimits, reserve }
  await expectCode(store({ ...resume(), limits, signal: stop.signal }), 'CANCELLED')
  notes.part = note
  before = proxy.requests.length
}

describe('a large file', () => {
  it('is uploaded in parts as one object, with exact progress and no extra requests', async () => {
    const progress: number[] = []
    await store({ onProgress: (done, total) => progress.push(done, total) })
    expect(requests()[0]).toBe('POST begin')
    expect(sentParts()).toEqual(['PUT 1', 'PUT 2', 'PUT 3', 'PUT 4', 'PUT 5'])
    expect(requests().at(-1)).toBe('POST complete')
    expect(requests()).toHaveLength(7)
    await expectStored()
    expect(await queue.describeObject('in', key)).toMatchObject({ fields: { name: 'a' }, size: bytes.length })
    const done = progress.filter((_, index) => index % 2 === 0)
    expect(done).toEqual(done.toSorted((one, other) => one - other))
    expect([done[0], done.at(-1), progress[1]]).toEqual([0, bytes.length, bytes.length])
  })

  it('is uploaded in parts to a server that verifies signatures', async () => {
    const { s3Endpoint } = servers
    const strict = new JobQueue({ config, clients: servers.clients({ s3Endpoint }) })
    await strict.ensure()
    await strict.store('in', { key, body: { path } })
    expect((await buffer((await strict.retrieve('in', key)).stream)).equals(bytes)).toBe(true)
  })

  it.each([
    ['FULL_OBJECT', true],
    ['COMPOSITE', false],
  ])('sends the CRC-32 of each part, and of the whole object if supported: %s', async (type, whole) => {
    const sums: (string | null)[] = []
    proxy.rewrite(({ method, headers }) => {
      if (method !== 'GET') sums.push(headers['x-amz-checksum-crc32']?.toString() ?? null)
      return false
    }, {})
    proxy.rewrite(({ url }) => /[?&]uploads/.test(url ?? ''), {
      headers: { 'x-amz-checksum-type': type },
    })
    await store()
    const parts = [0, 8, 16, 24, 32].map((start) => bytes.subarray(start * eighth, (start + 8) * eighth))
    expect(new Set(sums.slice(1, 6))).toEqual(new Set(parts.map((part) => crc32Text(crc32(part)))))
    expect(sums.at(-1)).toBe(whole ? crc32Text(crc32(bytes)) : null)
  })

  it('holds one reservation per part in flight and none at the end', async () => {
    let held = 0
    let most = 0
    let paced = 0
    const limits = {
      ...noLimits,
      reserve: async (size: number) => {
        held += size
        most = Math.max(most, held)
        return () => void (held -= size)
      },
      pace: async (size: number) => void (paced += size),
      stepBytes: 262_144,
    }
    await store({ limits })
    expect([held, most, paced]).toEqual([0, bytes.length, bytes.length])
    proxy.respond(isPart(2), { status: 400, body: s3Error('Unforeseen') })
    await expectCode(store({ limits }), 'SERVICE')
    expect(held).toBe(0)
  })

  it('leaves no parts when it fails or is cancelled', async () => {
    proxy.respond(isPart(4), { status: 400, body: s3Error('Unforeseen') })
    await expectCode(store(), 'SERVICE')
    expect(removals()).toBe(1)
    proxy.reset()
    const stop = new AbortController()
    await expectCode(
      store({ signal: stop.signal, onProgress: (done) => done > 0 && stop.abort() }),
      'CANCELLED',
    )
    expect(removals()).toBe(2)
    expect((await queue.list('in')).objects.map((object) => object.key)).not.toContain(key)
  })

  it('is recorded even if it cannot be continued, so that a crash leaves no parts', async () => {
    const noted = { notes: { journal: notes, transferId: 't', connectionId: 'c', isResumable: false } }
    const begun: string[] = []
    notes.onBegin = ({ uploadId }) => void begun.push(uploadId)
    await store(noted)
    expect(begun).toHaveLength(1)
    expect(notes.uploads.size).toBe(0)
    proxy.respond(isPart(2), { status: 403, body: s3Error('AccessDenied') })
    proxy.respond(({ method }) => method === 'DELETE', { status: 403, body: s3Error('AccessDenied') })
    await expectCode(store(noted), 'ACCESS_DENIED')
    expect([...notes.uploads.keys()]).toEqual(begun.slice(1))
  })

  it('does not become an object if it changes during the upload', async () => {
    await expectCode(store({ ...resume(), onProgress: () => utimesSync(path, 1, 1) }), 'FILE_CHANGED')
    expect(requests().slice(-1)).toEqual(['DELETE'])
    expect(notes.uploads.size).toBe(0)
  })

  it('fails with the error in a response with status 200 and keeps the previous object', async () => {
    await queue.store('in', { key, body: 'previous' })
    proxy.respond(isComplete, { status: 200, body: s3Error('SlowDown') })
    await expectCode(queue.store('in', { key, body: { path } }), 'THROTTLED')
    expect(requests().at(-1)).toBe('DELETE')
    expect((await stored()).toString()).toBe('previous')
  })

  it.each([
    ['a line break after the error', `${s3Error('SlowDown')}\n`, 'THROTTLED'],
    ['spaces before the error', `\n   ${s3Error('SlowDown').replace(/^.*\n/, '')} `, 'THROTTLED'],
    ['a comment after the error', `${s3Error('SlowDown')}<!-- gateway 7 -->`, 'THROTTLED'],
    ['a prefix', '<s3:Error xmlns:s3="x"><s3:Code>SlowDown</s3:Code></s3:Error>', 'SERVICE'],
    ['nothing but spaces', '<?xml version="1.0" encoding="UTF-8"?>\n        ', 'SERVICE'],
    ['an empty result', '<CompleteMultipartUploadResult/>', 'SERVICE'],
  ] as const)('is not complete after a status 200 with %s', async (_, body, code) => {
    await queue.store('in', { key, body: 'previous' })
    const headers = { 'x-amz-request-id': '1' }
    proxy.respond(isComplete, { status: 200, headers, body })
    await expectCode(queue.store('in', { key, body: { path } }), code)
    expect((await stored()).toString()).toBe('previous')
  })

  it.each([
    ['an empty result', '<CompleteMultipartUploadResult/>'],
    ['nothing but spaces', '<?xml version="1.0" encoding="UTF-8"?>\n        '],
  ])('is done if the server has completed it but sent %s', async (_, body) => {
    let empty = 1
    proxy.rewrite((request) => isComplete(request) && (empty -= 1) >= 0, { response: () => body })
    await store({ onRestart: () => expect.fail() })
    expect(sentParts()).toEqual(['PUT 1', 'PUT 2', 'PUT 3', 'PUT 4', 'PUT 5'])
    await expectStored()
  })

  it('is completed again if the first response was empty and nothing was stored', async () => {
    let empty = 1
    proxy.respond((request) => isComplete(request) && (empty -= 1) >= 0, {
      status: 200,
      headers: { 'x-amz-request-id': '1' },
      body: '<CompleteMultipartUploadResult/>',
    })
    await store({ onRestart: () => expect.fail() })
    expect(sentParts()).toEqual(['PUT 1', 'PUT 2', 'PUT 3', 'PUT 4', 'PUT 5'])
    await expectStored()
  })

  it('resends a damaged part', async () => {
    let damaged = 1
    proxy.respond((request) => isPart(2)(request) && (damaged -= 1) >= 0, {
      status: 400,
      body: s3Error('BadDigest'),
    })
    await store()
    expect(sentParts()).toEqual(['PUT 1', 'PUT 2', 'PUT 2', 'PUT 3', 'PUT 4', 'PUT 5'])
    await expectStored()
  })
})

describe('an upload that was stopped', () => {
  it('is recorded before its first part moves, and continues with the parts on the server', async () => {
    notes.onBegin = () => expect(sentParts()).toEqual([])
    await pause()
    const [{ upload, parts } = { upload: null, parts: [] }] = notes.uploads.values()
    expect(upload).toMatchObject({ transferId: 't', connectionId: 'c', bucket, key, partSize })
    expect(new Set(parts.map(({ number }) => number))).toEqual(new Set([1, 2]))
    const progress: number[] = []
    await store({ ...resume(), onProgress: (done) => progress.push(done), onRestart: () => expect.fail() })
    expect(sentParts()).toEqual(['PUT 3', 'PUT 4', 'PUT 5'])
    expect(requests()).not.toContain('POST begin')
    expect([progress[0], progress.at(-1)]).toEqual([16 * eighth, bytes.length])
    await expectStored()
    expect(notes.uploads.size).toBe(0)
  })

  it('checks only once whether the server lists parts', async () => {
    const start = proxy.requests.length
    for (key of [randomUUID(), randomUUID()]) {
      await pause()
      await store(resume())
    }
    const lists = proxy.requests.slice(start).filter((request) => /^GET .*uploadId/.test(request))
    expect(lists).toHaveLength(1)
  })

  it('starts over and reports it if its file has changed', async () => {
    await pause()
    bytes = randomBytes(17 * eighth)
    await writeFile(path, bytes)
    const reasons: string[] = []
    await store({ ...resume(), onRestart: (reason) => reasons.push(reason) })
    expect(reasons).toEqual(['file-changed'])
    expect(requests().slice(0, 2)).toEqual(['DELETE', 'POST begin'])
    await expectStored()
    expect(notes.uploads.size).toBe(0)
  })

  it('starts over and reports it if the server has dropped it', async () => {
    await pause()
    const [uploadId = ''] = notes.uploads.keys()
    await queue.abortMultipart({ bucket, key, uploadId })
    await queue.abortMultipart({ bucket, key, uploadId })
    const reasons: string[] = []
    await store({ ...resume(), onRestart: (reason) => reasons.push(reason) })
    expect(reasons).toEqual(['parts-gone'])
    await expectStored()
    expect(notes.uploads.size).toBe(0)
  })

  it('is done if the server has completed it and the response was lost', async () => {
    notes.keepsEnded = true
    await store(resume())
    before = proxy.requests.length
    await store({ ...resume(), onRestart: () => expect.fail() })
    expect(requests()).not.toContain('POST begin')
    expect(sentParts()).toEqual([])
    await expectStored()
  })

  it('is also done if a crash has lost the records of its parts', async () => {
    notes.keepsEnded = true
    await store(resume())
    for (const { parts } of notes.uploads.values()) parts.splice(1)
    before = proxy.requests.length
    await store({ ...resume(), onRestart: () => expect.fail() })
    expect(requests()).not.toContain('POST begin')
    await expectStored()
  })

  it('is not done if the object has different content', async () => {
    notes.keepsEnded = true
    await store(resume())
    notes.keepsEnded = false
    const clients = servers.clients({ s3Endpoint: servers.sqsEndpoint })
    const direct = new JobQueue({ config, clients })
    const other = join(servers.folder, 'other')
    await writeFile(other, randomBytes(bytes.length))
    await direct.store('in', { key, body: { path: other } })
    await rm(other)
    const reasons: string[] = []
    await store({ ...resume(), onRestart: (reason) => reasons.push(reason) })
    expect(reasons).toEqual(['parts-gone'])
    await expectStored()
  })

  it('uses the parts that the server lists only after comparing them', async () => {
    await pause()
    const [entry] = notes.uploads.values()
    const listed = [...(entry?.parts ?? [])].toSorted((one, other) => one.number - other.number)
    entry?.parts.splice(0)
    const wrong = { ...listed[1], etag: `"${'0'.repeat(32)}"` }
    const parts = [listed[0], wrong].map(
      (part) =>
        `<Part><PartNumber>${part?.number}</PartNumber><ETag>${part?.etag}</ETag><Size>${part?.size}</Size></Part>`,
    )
    // A paginator that trusted this would never stop.
    const page = `<IsTruncated>true</IsTruncated><NextPartNumberMarker>0</NextPartNumberMarker>${parts.join('')}`
    const body = `<?xml version="1.0"?><ListPartsResult>${page}</ListPartsResult>`
    proxy.respond(({ method, url }) => method === 'GET' && url?.includes('uploadId=') === true, {
      status: 200,
      body,
    })
    const fresh = new JobQueue({ config, clients: servers.clients({ s3Endpoint: proxy.endpoint }) })
    await fresh.store('in', { key, keyIsNew: true, body: { path } }, resume())
    expect(requests().filter((request) => request === 'GET list')).toHaveLength(1)
    expect(sentParts()).toEqual(['PUT 2', 'PUT 3', 'PUT 4', 'PUT 5'])
    await expectStored()
  })

  it('does not start if it cannot be recorded', async () => {
    notes.onBegin = () => Promise.reject(new Error('disk full'))
    await expect(store(resume())).rejects.toThrow('disk full')
    expect(requests()).toEqual(['POST begin', 'DELETE'])
  })
})
