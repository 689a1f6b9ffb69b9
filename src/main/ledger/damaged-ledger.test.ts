import { randomUUID } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Ledger, type OpenedLedger } from './ledger.ts'
import { aClaim, anUpload, aView } from './testing/records.ts'
import { listedJobs } from './testing/stored-jobs.ts'
import { workerUrl } from './testing/worker-url.ts'
import { Connection } from './worker/connection.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-damaged-'))
  path = join(folder, 'ledger.sqlite')
})
afterEach(() => rm(folder, { recursive: true }))

const open = (): Promise<OpenedLedger> => Ledger.open(path, { workerUrl })

test('quarantines a damaged ledger and starts a new one', async () => {
  const { ledger } = await open()
  await ledger.transfers.uploads.plan(anUpload('a'))
  await ledger.close()
  const whole = await readFile(path)
  const broken = [
    Buffer.from('not a database '.repeat(1_000)),
    whole.subarray(0, 8_192),
    Buffer.concat([whole.subarray(0, 4_096), Buffer.alloc(whole.length - 4_096)]),
  ]
  for (const bytes of broken) {
    await writeFile(path, bytes)
    const opened = await open()
    expect(opened.damagedFile).toMatch(/ledger\.sqlite\.damaged-\d+$/)
    expect((await readFile(opened.damagedFile ?? '')).subarray(0, 100)).toEqual(bytes.subarray(0, 100))
    await opened.ledger.transfers.uploads.plan(anUpload('b'))
    await opened.ledger.close()
    const again = await open()
    expect(again.uploads).toContainEqual({ ...anUpload('b'), step: 'planned' })
    await again.ledger.close()
  }
})

test('recovers the unfinished work from a ledger with a damaged history', async () => {
  const { ledger } = await open()
  await ledger.transfers.uploads.plan(anUpload('a'))
  await ledger.close()
  await overwriteFirstPage('jobs')
  const opened = await open()
  expect(opened.damagedFile).not.toBeNull()
  expect(opened.uploads).toMatchObject([{ id: 'a', step: 'planned', key: anUpload('a').key }])
  const { entries } = await opened.ledger.jobs.window(aView(), 0, 10)
  expect(entries).toMatchObject([{ job: { state: 'uploading', key: anUpload('a').key, uploadId: 'a' } }])
  await opened.ledger.close()
})

test('keeps the list of jobs with their groups, details, results and links', async () => {
  const first = await open()
  const { jobs, transfers, claims } = first.ledger
  const group = { id: randomUUID(), name: 'batch', isRow: true }
  const messages = ['m-1', 'm-2', 'm-3']
  for (const message of messages) {
    await transfers.uploads.plan(anUpload(message, { name: message, group, path: `/x/${message}.jpg` }))
    await transfers.uploads.advance(message, 'sent', { jobId: message })
  }
  const ids = await jobs.withMessageIds('local', 'demo', messages)
  const [one = 0, two = 0, three = 0] = messages.map((message) => ids.get(message))
  const result = { bucket: 'b', key: 'm-1-r', name: 'r', size: 1, modifiedAt: 5 }
  await jobs.addResults([{ jobId: one, ...result }], [one], 6)
  await jobs.note(two, 'dead', 7, { detail: 'why' })
  await jobs.link(two, three)
  await claims.hold(aClaim('c'))
  const read = async (ledger: Ledger): Promise<unknown> => {
    const { entries } = await ledger.jobs.window(aView({ expanded: [1] }), 0, 10)
    const details = await Promise.all([one, two, three].map((id) => ledger.jobs.describe(id)))
    return { entries, details, counts: await ledger.jobs.counts() }
  }
  const before = await read(first.ledger)
  expect(before).toMatchObject({
    entries: [{}, { group: { jobs: 3, counts: { result: 1, dead: 1, queued: 1 } } }, {}, {}, {}],
    details: [{ results: [{ key: 'm-1-r' }] }, { again: [three] }, { from: two, fields: { note: 'a\nb' } }],
  })
  await first.ledger.close()
  await overwriteFirstPage('jobs_by_date')
  const damaged = await open()
  await damaged.ledger.transfers.uploads.plan(anUpload('last'))
  await damaged.ledger.transfers.uploads.advance('last', 'sent', { jobId: 'last' })
  expect((await damaged.ledger.history.status()).hiddenFile).toMatchObject({ why: 'damaged' })
  const last = (await damaged.ledger.jobs.withMessageIds('local', 'demo', ['last'])).get('last') ?? 0
  await damaged.ledger.jobs.note(last, 'cancelled', 9)
  expect(await damaged.ledger.jobs.forget([last])).toBe(1)
  expect(await read(damaged.ledger)).toEqual(before)
  await damaged.ledger.close()
})

test('quarantines a database that is found damaged during use, and continues', async () => {
  const first = await open()
  const { uploads } = first.ledger.transfers
  await uploads.plan(anUpload('done', { name: 'a job' }))
  await uploads.advance('done', 'sent', { jobId: 'm' })
  await uploads.plan(anUpload('before', { name: 'unfinished' }))
  await first.ledger.close()
  await overwriteFirstPage('jobs_by_date')
  const { ledger, damagedFile } = await open()
  expect(damagedFile).toBeNull()
  await ledger.transfers.uploads.plan(anUpload('after', { name: 'new' }))
  const { hiddenFile } = await ledger.history.status()
  expect(hiddenFile).toMatchObject({
    why: 'damaged',
    fileName: expect.stringMatching(/^ledger\.sqlite\.damaged-\d+$/),
  })
  const names = async (text: string): Promise<string[]> =>
    (await listedJobs(ledger, { text })).map(({ name }) => name)
  expect(await names('')).toEqual(['new', 'unfinished', 'a job'])
  expect(await names('a job')).toEqual(['a job'])
  await ledger.close()
  const again = await open()
  await again.ledger.close()
  expect(again.uploads.map(({ id }) => id)).toEqual(['before', 'after'])
})

/** Overwrites the first page of a table or an index. */
async function overwriteFirstPage(name: string): Promise<void> {
  const connection = new Connection(path)
  const page = Number(
    connection.prepare('SELECT rootpage FROM sqlite_master WHERE name = ?').first(name)?.[0],
  )
  const size = Number(connection.prepare('PRAGMA page_size').first()?.[0])
  connection.close()
  const bytes = await readFile(path)
  bytes.fill(0x55, (page - 1) * size, page * size)
  await writeFile(path, bytes)
}
