import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobsView } from '../../shared/jobs/jobs.ts'
import { Connection } from './worker/connection.ts'
import { Ledger } from './ledger.ts'
import { LedgerFile } from './worker/ledger-file.ts'
import { aClaim, anUpload, aSave } from './testing/records.ts'
import { listedJobs, shownJobs } from './testing/stored-jobs.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
let path: string
let ledger: Ledger

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-history-'))
  path = join(folder, 'ledger.sqlite')
  ledger = (await Ledger.open(path, { workerUrl })).ledger
})
afterEach(async () => {
  await ledger.close()
  await rm(folder, { recursive: true })
})

const names = async (view: Partial<JobsView>): Promise<string[]> =>
  (await listedJobs(ledger, view)).map(({ name }) => name)

/** Submits one job for each name. */
async function submitted(...jobs: string[]): Promise<void> {
  const { uploads } = ledger.transfers
  const steps = jobs.flatMap((name, index) => {
    const id = `${name}-${index}`
    return [
      uploads.plan(anUpload(id, { name, path: `/secret/${name}.bin`, createdAt: 1_000 + index })),
      uploads.advance(id, 'sent', { jobId: `message-${index}` }),
    ]
  })
  await Promise.all(steps)
}

test('keeps one row per job from submit to acknowledge', async () => {
  const { transfers, claims, history } = ledger
  await transfers.uploads.plan(anUpload('a', { key: 'k', name: 'Cat', path: '/home/me/cat.jpg', size: 7 }))
  await transfers.uploads.advance('a', 'stored')
  await transfers.uploads.advance('a', 'sent', { jobId: 'm-c' })
  const [sent] = await listedJobs(ledger)
  expect(sent).toMatchObject({
    name: 'Cat',
    fileName: 'cat.jpg',
    size: 7,
    key: 'k',
    messageId: 'm-c',
    step: 'sent',
  })
  await claims.hold(aClaim('c'))
  expect((await listedJobs(ledger))[0]).toMatchObject({ step: 'claimed', state: 'mine' })
  await claims.note('c', { at: 8, what: 'saved', detail: null })
  await claims.finish('c', 'acknowledged', 9)
  const jobs = await listedJobs(ledger)
  expect(jobs).toHaveLength(1)
  expect(jobs[0]).toMatchObject({ name: 'Cat', step: 'acknowledged' })
  const id = jobs[0]?.id ?? 0
  const times = (await ledger.jobs.times([id])).get(id)
  expect(times).toMatchObject({ sent: expect.any(Number), claimed: 2, saved: 8, acknowledged: 9 })
  expect((await history.status()).jobs).toBe(1)
})

test('identifies foreign jobs by their message, and a key by its bucket', async () => {
  await ledger.transfers.uploads.plan(anUpload('a', { key: 'k' }))
  await ledger.claims.hold({ ...aClaim('x'), rawBody: '{"bucket":"elsewhere","key":"k"}' })
  await ledger.claims.hold({ ...aClaim('y'), rawBody: 'no JSON' })
  await ledger.claims.finish('y', 'released', 5)
  await ledger.claims.hold({ ...aClaim('z'), jobId: 'm-y', rawBody: 'no JSON' })
  await ledger.transfers.saves.plan(aSave('s'))
  await ledger.transfers.saves.advance('s', 'saved', { path: '/f/result.png' })
  expect((await listedJobs(ledger)).map(({ name, key, step }) => [name, key, step])).toEqual([
    ['result.png', 'k-s', 'saved'],
    ['unnamed', null, 'claimed'],
    ['k', null, 'claimed'],
    ['ü', 'k', 'planned'],
  ])
})

test('a page stays small whatever names the messages contain', async () => {
  const long = 'x'.repeat(1_000_000)
  const keys = ['k', `${long}-a`, `${long}-b`]
  for (const [index, key] of keys.entries()) {
    const rawBody = JSON.stringify({ name: `${index}${long}`, bucket: 'remotejobs-in-demo', key })
    await ledger.claims.hold({ ...aClaim(String(index)), rawBody })
  }
  const jobs = await listedJobs(ledger)
  expect(JSON.stringify(jobs).length).toBeLessThan(10_000)
  // A key that is too long for S3 does not identify a payload, so two jobs with the same prefix stay
  // separate.
  expect(jobs.map(({ name, key }) => [name[0], key])).toEqual([
    ['2', null],
    ['1', null],
    ['0', 'k'],
  ])
  await ledger.close()
  const connection = new Connection(path)
  const sizes = connection.prepare('SELECT max(length(name)), max(length(key)) FROM jobs').first()
  connection.prepare('UPDATE jobs SET name = ?, key = ?').run(long, long)
  connection.close()
  expect(Math.max(...(sizes ?? []).map(Number))).toBeLessThan(10_000)
  // An earlier version stored longer texts, which are truncated when they are read.
  ledger = (await Ledger.open(path, { workerUrl })).ledger
  expect(JSON.stringify(await listedJobs(ledger)).length).toBeLessThan(20_000)
})

const texts: readonly (readonly [text: string, names: string[]])[] = [
  ['cat', ['Concat', 'cat one']],
  ['CAT', ['Concat', 'cat one']],
  ['one cat', ['cat one']],
  ['on', ['Concat', 'cat one']],
  ['x', []],
  ['zür', ['ZÜRICH 100%']],
  ['ü', ['ZÜRICH 100%']],
  ['0%', ['ZÜRICH 100%']],
  ['100%', ['ZÜRICH 100%']],
  ['"', ['say "hi"']],
  ['"hi"', ['say "hi"']],
  ['message-2', ['ZÜRICH 100%']],
  ['key-ZÜRICH 100%-2', ['ZÜRICH 100%']],
  ['key-Concat-10', []],
  ['key-Concat-1 key-Concat-1', ['Concat']],
  ['key-cat', ['cat one']],
  // Random keys and ids contain almost any short word, so short words are only looked up in names.
  ['100% 2', []],
  ['cat 1', []],
  ['key', []],
  ['.bin', ['say "hi"', 'ZÜRICH 100%', 'Concat', 'cat one']],
  ['secret', []],
  ['AND', []],
]

test('finds any part of a name, file name, key or id, with or without the index', async () => {
  await submitted('cat one', 'Concat', 'ZÜRICH 100%', 'say "hi"')
  const before = await Promise.all(texts.map(([text]) => names({ text })))
  expect(before).toEqual(texts.map(([, wanted]) => wanted))
  await ledger.close()
  maintainAll()
  ledger = (await Ledger.open(path, { workerUrl })).ledger
  const after = await Promise.all(texts.map(([text]) => names({ text })))
  expect(after).toEqual(texts.map(([, wanted]) => wanted))
})

const composed = 'Résumé größe 테스트.txt'.normalize('NFC')
const decomposed = composed.normalize('NFD')

test('finds accents in either Unicode form, with or without the index', async () => {
  await submitted(composed, decomposed, 'Resume.txt')
  const typed = [
    'résumé',
    'RÉSUMÉ',
    'größe',
    'GRÖSSE',
    'ｇröße',
    '테스트',
    '테',
    'é',
    'résumé größe',
    composed.slice(0, 9),
  ]
  const spellings = typed.flatMap((text) => [text.normalize('NFC'), text.normalize('NFD')])
  const search = async (): Promise<void> => {
    for (const text of spellings)
      expect([text, await names({ text })]).toEqual([text, [decomposed, composed]])
  }
  await search()
  await ledger.close()
  maintainAll()
  ledger = (await Ledger.open(path, { workerUrl })).ledger
  await search()
})

/** Names, and other spellings that find them. */
const spellings = [
  ['İzmir ﬁnal Straße', ['izmir', 'İZMİR', 'final', 'strasse', 'STRAẞE', 'ſtraße', 'mir ﬁn']],
  ['izmir FINAL strasse', ['İzmir', 'ızmır', 'ﬁnal', 'straße']],
  ['Ｒｅｐｏｒｔ１２', ['report12', 'REPORT', 'ｒｅｐ']],
  ['report12', ['Ｒｅｐｏｒｔ１２']],
  ['pho\u00ADto ΟΔΟΣ', ['photo', 'οδος', 'οδοσ']],
] as const

test.each(['with', 'without'])('finds every spelling, %s the index', async (index) => {
  const all = spellings.map(([name]) => name)
  await submitted(...all)
  if (index === 'with') {
    await ledger.close()
    maintainAll()
    ledger = (await Ledger.open(path, { workerUrl })).ledger
  }
  for (const [name, typed] of spellings) {
    for (const text of typed) {
      expect([text, await names({ text })]).toEqual([text, expect.arrayContaining([name])])
      expect([text, await shownJobs(ledger, { text })]).toEqual([
        text,
        expect.arrayContaining([`${name} queued`]),
      ])
    }
    // Keys are not searched in the same way as names.
    const text = `key-${typed[0]}`
    expect([text, await names({ text })]).toEqual([text, expect.arrayContaining([name])])
    expect(await shownJobs(ledger, { text })).toContain(`${name} queued`)
  }
})

test('lists a file whose name is not UTF-8', async () => {
  await ledger.transfers.uploads.plan(anUpload('odd', { name: 'gro\uFFFD.txt', path: '/x/gro\uDCDF.txt' }))
  expect((await listedJobs(ledger, { text: 'gro' })).map(({ fileName }) => fileName)).toEqual([
    'gro\uFFFD.txt',
  ])
})

/** Runs all maintenance at once. */
function maintainAll(now = Date.now()): void {
  const retention = { keepDays: null, maxJobs: 1_000 } as const
  const file = LedgerFile.open({ path, legacyUploads: [], retention })
  while (file.runMaintenance(now) !== null);
  file.handle({ name: 'close', params: null })
  const connection = new Connection(path)
  expect(connection.prepare('SELECT count(*) FROM unindexed').all()).toEqual([[0]])
  expect(connection.prepare('SELECT count(*) FROM search WHERE search MATCH \'"bin"\'').all()).toEqual(
    connection.prepare("SELECT count(*) FROM jobs WHERE file_name LIKE '%bin%'").all(),
  )
  connection.close()
}

test('filters by state and date', async () => {
  await submitted(...Array.from({ length: 250 }, (_, index) => `job ${index}`))
  await ledger.transfers.uploads.plan(anUpload('last', { name: 'job last', createdAt: 5_000 }))
  expect(await names({})).toHaveLength(251)
  expect(await names({ filter: 'uploading' })).toEqual(['job last'])
  expect(await names({ filter: 'uploading', text: 'job 1' })).toEqual([])
  expect(await names({ from: 1_010, to: 1_013 })).toEqual(['job 12', 'job 11', 'job 10'])
  expect(await names({ from: 1_010, to: 1_200, text: 'job 11' })).toHaveLength(11)
  expect(await names({ from: 9_000 })).toEqual([])
  expect(await names({ to: 1_000 })).toEqual([])
})

test('removes the oldest jobs beyond the limit, but no unfinished ones', async () => {
  await ledger.transfers.uploads.plan(anUpload('old', { name: 'old', createdAt: 1 }))
  await ledger.claims.hold({ ...aClaim('held'), rawBody: '{"name":"held"}' })
  await submitted(...Array.from({ length: 1_200 }, (_, index) => `job ${index}`))
  await ledger.close()
  maintainAll()
  ledger = (await Ledger.open(path, { workerUrl })).ledger
  const left = await names({})
  expect(left).toHaveLength(1_000)
  expect(left.slice(-3)).toEqual(['job 202', 'held', 'old'])
  expect(await names({ text: 'job 201' })).toEqual([])

  // Maintenance runs in the background and reports a change after it has removed jobs.
  const emptied = new Promise<void>((resolve) => {
    const stop = ledger.history.onChange(() => {
      void ledger.history.status().then(({ jobs }) => {
        if (jobs !== 2) return
        stop()
        resolve()
      })
    })
  })
  await ledger.history.retain({ keepDays: 30, maxJobs: 1_000 })
  await emptied
  expect(await names({})).toEqual(['held', 'old'])
})
