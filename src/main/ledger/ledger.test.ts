import { mkdtemp, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HeldClaim } from '../engine/claims/claim-journal.ts'
import { Ledger, type OpenedLedger } from './ledger.ts'
import { aClaim, aMultipart, anUpload, aSave } from './testing/records.ts'
import { listedJobs } from './testing/stored-jobs.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-ledger-'))
  path = join(folder, 'deep', 'ledger.sqlite')
})
afterEach(() => rm(folder, { recursive: true }))

const open = (): Promise<OpenedLedger> => Ledger.open(path, { workerUrl })

/** Opens the ledger again and returns its unfinished uploads. */
async function reopened(): Promise<string[]> {
  const { ledger, uploads } = await open()
  await ledger.close()
  return uploads.map(({ id, step }) => `${id} ${step}`)
}

test('keeps unfinished uploads only', async () => {
  const { ledger, uploads, damagedFile } = await open()
  expect({ uploads, damagedFile }).toEqual({ uploads: [], damagedFile: null })
  const journal = ledger.transfers.uploads
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((id) => journal.plan(anUpload(id))))
  await Promise.all([
    journal.advance('b', 'stored'),
    journal.advance('c', 'dropped'),
    journal.advance('d', 'sent', { jobId: 'm' }),
    journal.advance('e', 'paused'),
    journal.advance('nobody', 'stored'),
  ])
  await ledger.close()
  await expect(journal.plan(anUpload('late'))).rejects.toMatchObject({ code: 'INTERNAL' })
  expect(await reopened()).toEqual(['a planned', 'b stored', 'e paused'])
  const again = await open()
  expect(again.uploads[0]).toEqual({ ...anUpload('a'), step: 'planned' })
  await again.ledger.close()
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('keeps an upload whose message was not confirmed until the user decides', async () => {
  const { ledger } = await open()
  const journal = ledger.transfers.uploads
  for (const id of ['a', 'b']) {
    await journal.plan(anUpload(id))
    await journal.advance(id, 'stored')
    await journal.advance(id, 'unconfirmed')
  }
  await journal.advance('b', 'sent')
  const jobs = await listedJobs(ledger)
  expect(jobs.map(({ key, step }) => `${key} ${step}`).toSorted()).toEqual(['key-a stored', 'key-b sent'])
  await ledger.close()
  expect(await reopened()).toEqual(['a unconfirmed'])
})

test('keeps a failed upload until it is planned again', async () => {
  const { ledger } = await open()
  const journal = ledger.transfers.uploads
  for (const id of ['a', 'b']) {
    await journal.plan(anUpload(id))
    await journal.advance(id, 'failed')
  }
  await journal.plan(anUpload('b', { size: 9 }))
  await ledger.close()
  expect(await reopened()).toEqual(['a failed', 'b planned'])
  const again = await open()
  expect(again.uploads[1]).toMatchObject({ id: 'b', size: 9 })
  await again.ledger.close()
})

test('stores all of 10,000 concurrent steps', async () => {
  const { ledger } = await open()
  const journal = ledger.transfers.uploads
  await Promise.all(Array.from({ length: 10_000 }, (_, index) => journal.plan(anUpload(`n${index}`))))
  await ledger.close()
  expect(await reopened()).toHaveLength(10_000)
})

test('rejects an invalid write and stores the rest of its batch', async () => {
  const { ledger } = await open()
  const journal = ledger.transfers.uploads
  const results = await Promise.allSettled([
    journal.plan(anUpload('a')),
    journal.plan(anUpload('broken', { size: 'many' as unknown as number })),
    journal.plan(anUpload('b')),
  ])
  expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled'])
  await ledger.close()
  expect(await reopened()).toEqual(['a planned', 'b planned'])
})

test('cannot be opened in a read-only folder', async () => {
  await writeFile(join(folder, 'deep'), 'a file where the folder should be')
  await expect(open()).rejects.toMatchObject({ code: 'DISK_FAILED' })
})

test('finds multipart uploads with their parts, and lists the abandoned ones', async () => {
  const { ledger } = await open()
  const { multipart, uploads } = ledger.transfers
  await Promise.all([uploads.plan(anUpload('a')), uploads.plan(anUpload('gone'))])
  for (const each of [
    aMultipart('1', 'a'),
    aMultipart('2', 'a'),
    aMultipart('3', 'gone'),
    aMultipart('4', 'a-done'),
  ]) {
    await multipart.begin(each)
  }
  multipart.part('2', { number: 2, size: 4, etag: 'e2', crc32: null })
  multipart.part('2', { number: 1, size: 8, etag: 'e1', crc32: 'AAAAAA==' })
  await multipart.end('4')
  multipart.part('4', { number: 1, size: 8, etag: 'late', crc32: null })
  await uploads.advance('gone', 'dropped')
  expect(await multipart.find('a')).toEqual({
    upload: aMultipart('2', 'a'),
    parts: [
      { number: 1, size: 8, etag: 'e1', crc32: 'AAAAAA==' },
      { number: 2, size: 4, etag: 'e2', crc32: null },
    ],
  })
  expect(await multipart.find('a-done')).toBeNull()
  expect((await multipart.abandoned('local')).map(({ uploadId }) => uploadId)).toEqual(['1', '3'])
  expect(await multipart.abandoned('other')).toEqual([])
  multipart.part('2', { number: 3, size: 8, etag: 'e3', crc32: null })
  await ledger.close()
  const again = await open()
  expect((await again.ledger.transfers.multipart.find('a'))?.parts).toHaveLength(3)
  await again.ledger.close()
})

test('keeps unfinished saves and their part files', async () => {
  const { ledger } = await open()
  const { saves } = ledger.transfers
  for (const id of ['a', 'b', 'c', 'd']) await saves.plan(aSave(id))
  await saves.notePartFile('b', '/f/.part')
  await saves.advance('b', 'paused')
  await saves.advance('c', 'saved', { path: '/f/c.jpg' })
  await saves.advance('d', 'dropped')
  await ledger.close()
  const again = await open()
  expect(again.saves).toEqual([
    { ...aSave('a'), step: 'planned', partPath: null },
    { ...aSave('b'), step: 'paused', partPath: '/f/.part' },
  ])
  await again.ledger.close()
})

test("keeps a failed save's error until it is retried", async () => {
  const { ledger } = await open()
  const { saves } = ledger.transfers
  const error = {
    code: 'DISK_FULL',
    message: 'The disk is full.',
    hint: 'Free space.',
    retryable: true,
  } as const
  for (const id of ['a', 'b']) {
    await saves.plan(aSave(id))
    await saves.advance(id, 'failed', { error })
  }
  await saves.advance('b', 'planned')
  await ledger.close()
  const again = await open()
  expect(again.saves).toEqual([
    { ...aSave('a'), step: 'failed', partPath: null, error },
    { ...aSave('b'), step: 'planned', partPath: null },
  ])
  await again.ledger.close()
})

test('keeps held claims with their last known deadline', async () => {
  const { ledger } = await open()
  const { claims } = ledger
  await Promise.all(['a', 'b', 'c'].map((id) => claims.hold(aClaim(id))))
  await claims.note('a', { at: 3, what: 'saved', detail: 'x' }, { savedPath: '/f/cat.jpg' })
  await claims.allowBucket('a')
  await claims.finish('b', 'acknowledged', 4)
  await claims.finish('c', 'lost', 4)
  claims.renew(new Map([['a', 60_000]]))
  await ledger.close()
  const again = await open()
  expect(again.claims).toEqual([
    {
      ...aClaim('a'),
      deadline: 60_000,
      bucketAllowed: true,
      savedPath: '/f/cat.jpg',
      events: [
        { at: 2, what: 'claimed', detail: null },
        { at: 3, what: 'saved', detail: 'x' },
      ],
    },
  ])
  await again.ledger.close()
})

test("keeps a claim's attributes, and reads claims from an earlier version without attributes", async () => {
  const { ledger } = await open()
  const attributes = { blob: { type: 'Binary', value: 'AAEC' } }
  const full = { ...aClaim('a'), attributes, traceHeader: 'Root=1', damaged: true, arrivedAt: 5 }
  const { attributes: _a, traceHeader: _t, damaged: _d, arrivedAt: _r, ...old } = aClaim('b')
  await ledger.claims.hold(full)
  await ledger.claims.hold(old as HeldClaim)
  await ledger.close()
  const again = await open()
  expect(again.claims).toEqual([full, aClaim('b')])
  await again.ledger.close()
})

test('keeps a claim whatever its message body', async () => {
  const { ledger } = await open()
  const bodies = [
    `{"name":${'['.repeat(100_000)}${']'.repeat(100_000)}}`,
    String.raw`{"name":"\ud800\u0000","bucket":"remotejobs-in-demo","key":"\udc00\u0000"}`,
    JSON.stringify({ name: ' '.repeat(900_000), bucket: 'remotejobs-in-demo', key: 'x'.repeat(100_000) }),
    '{"__proto__":{"name":"a"},"name":1e400}',
  ]
  const held = bodies.map((rawBody, index) => ({ ...aClaim(String(index)), rawBody }))
  await Promise.all(held.map((claim) => ledger.claims.hold(claim)))
  await ledger.close()
  const again = await open()
  expect(again.claims).toEqual(held)
  expect(await listedJobs(again.ledger)).toHaveLength(4)
  await again.ledger.close()
})

test('finds an earlier acknowledgement of the same payload only in the same bucket and job queue', async () => {
  const { ledger } = await open()
  const { claims } = ledger
  await claims.hold(aClaim('a'))
  expect(await claims.finishedBefore(aClaim('a'))).toBeNull()
  await claims.finish('a', 'acknowledged', 4)
  // A second message for the same payload.
  await claims.hold({ ...aClaim('b'), receivedAt: 9 })
  expect(await claims.finishedBefore(aClaim('b'))).toBe(4)
  const others = [
    { ...aClaim('c'), rawBody: '{"bucket":"remotejobs-in-demo","key":"other"}' },
    { ...aClaim('c'), rawBody: '{"bucket":"remotejobs-out-demo","key":"k"}' },
    { ...aClaim('c'), rawBody: '{"bucket":"someone-elses","key":"k"}' },
    { ...aClaim('c'), rawBody: 'not JSON' },
    { ...aClaim('c'), queue: 'demo2' },
    { ...aClaim('c'), connectionId: 'aws' },
  ]
  for (const other of others) expect(await claims.finishedBefore(other)).toBeNull()
  await ledger.close()
})

test('adds up AWS requests by day, connection and kind', async () => {
  const { ledger } = await open()
  const none = { 's3-write': 0, 's3-read': 0, 's3-free': 0, sqs: 0, cloudwatch: 0 }
  ledger.requestCounts.add('2026-11-23', 'local', { ...none, sqs: 7 })
  ledger.requestCounts.add('2026-11-24', 'local', { ...none, sqs: 1, 's3-write': 2 })
  ledger.requestCounts.add('2026-11-24', 'local', { ...none, sqs: 3 })
  expect(await ledger.requestCounts.since('2026-11-24')).toEqual([
    { day: '2026-11-24', connectionId: 'local', kind: 's3-write', count: 2 },
    { day: '2026-11-24', connectionId: 'local', kind: 'sqs', count: 4 },
  ])
  await ledger.close()
})
