import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { HistoryFilter } from '../../shared/history.ts'
import { Ledger, type OpenedLedger } from './ledger.ts'
import { anUpload } from './testing/records.ts'
import { workerUrl } from './testing/worker-url.ts'
import { Connection } from './worker/connection.ts'

let folder: string
let path: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-damaged-'))
  path = join(folder, 'ledger.sqlite')
})
afterEach(() => rm(folder, { recursive: true }))

const all: HistoryFilter = { text: '', state: null, from: null, to: null }

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

test('recovers the unfinished work of a ledger with a damaged history', async () => {
  const { ledger } = await open()
  await ledger.transfers.uploads.plan(anUpload('a'))
  await ledger.close()
  await overwriteFirstPage('jobs')
  const opened = await open()
  expect(opened.damagedFile).not.toBeNull()
  expect(opened.uploads).toMatchObject([{ id: 'a', step: 'planned', key: anUpload('a').key }])
  await opened.ledger.close()
})

test('quarantines a database that turns out to be damaged during use, and continues', async () => {
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
    (await ledger.history.page({ ...all, text }, null)).jobs.map(({ name }) => name)
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
