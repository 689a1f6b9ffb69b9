import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { JobsView } from '../../shared/jobs/jobs.ts'
import type { StoredJob } from '../engine/jobs/job-store.ts'
import type { PlannedUpload } from '../engine/transfers/transfer-journal.ts'
import { Ledger } from './ledger.ts'
import { aClaim, anUpload, aSave, aView } from './testing/records.ts'
import { aResult, bodyOf, shownJobs, submitJob } from './testing/stored-jobs.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
let path: string
let ledger: Ledger

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-jobs-'))
  path = join(folder, 'ledger.sqlite')
  ledger = (await Ledger.open(path, { workerUrl })).ledger
})
afterEach(async () => {
  await ledger.close()
  await rm(folder, { recursive: true })
})

async function reopen(): Promise<void> {
  await ledger.close()
  ledger = (await Ledger.open(path, { workerUrl })).ledger
}

const shown = (change: Partial<JobsView> = {}): Promise<string[]> => shownJobs(ledger, change)

async function only(): Promise<StoredJob> {
  const { entries } = await ledger.jobs.window(aView(), 0, 10)
  expect(entries).toHaveLength(1)
  const [entry] = entries
  if (entry?.kind !== 'job') throw new Error('There is no job.')
  return entry.job
}

const submitted = (name: string, change: Partial<PlannedUpload> = {}): Promise<number> =>
  submitJob(ledger, name, change)

const error = { code: 'ACCESS_DENIED', message: 'No.', hint: 'Ask.', retryable: false } as const

test('follows a job from its plan to its results, across a restart', async () => {
  const { uploads } = ledger.transfers
  await uploads.plan(anUpload('a', { name: 'Cat', path: '/home/me/cat.jpg', fields: { note: 'x' } }))
  expect(await only()).toMatchObject({ state: 'uploading', step: 'planned', uploadId: 'a' })
  await uploads.advance('a', 'stored')
  await uploads.advance('a', 'sent', { jobId: 'm' })
  const { id } = await only()
  expect(await only()).toMatchObject({ state: 'queued', uploadId: null, messageId: 'm' })
  expect(await ledger.jobs.outstanding('local', 'demo', 10)).toMatchObject([
    { id, messageId: 'm', searchedAt: null },
  ])
  await ledger.jobs.addResults([aResult(id, 'm-1.txt'), aResult(id, 'm-2.txt')], [id], 60)
  await ledger.jobs.addResults([aResult(id, 'm-1.txt')], [id], 70)
  expect(await only()).toMatchObject({ state: 'result', results: { found: 2, new: 2, saved: 0 } })
  expect(await ledger.jobs.outstanding('local', 'demo', 10)).toEqual([])
  await reopen()
  expect(await only()).toMatchObject({ state: 'result', step: 'result', sourcePath: '/home/me/cat.jpg' })
  const { results = [] } = (await ledger.jobs.describe(id)) ?? {}
  await ledger.jobs.markResult(results[0]?.id ?? 0, 'saved', 80, '/f/1.txt')
  expect(await only()).toMatchObject({ state: 'result', results: { found: 2, new: 1, saved: 1 } })
  await ledger.jobs.markAllOpened([id], 90)
  expect(await only()).toMatchObject({ state: 'finished', results: { found: 2, new: 0, saved: 1 } })
  const detail = await ledger.jobs.describe(id)
  expect(detail).toMatchObject({ fields: { note: 'x' }, from: null, again: [], group: null })
  expect(detail?.results.filter(({ savedPath }) => savedPath === '/f/1.txt')).toHaveLength(1)
  expect(detail?.events.map(({ what }) => what).toSorted()).toEqual([
    'opened',
    'planned',
    'result',
    'saved',
    'sent',
    'stored',
  ])
})

test('keeps searching for results of a job that has some, but less and less often', async () => {
  const id = await submitted('a')
  const other = await submitted('b')
  const second = 1_000
  const due = async (now: number, all = false): Promise<number[]> =>
    (await ledger.jobs.withResults('local', 'demo', { now, all, limit: 10 })).map((job) => job.id)
  expect(await due(second)).toEqual([])
  await ledger.jobs.addResults([aResult(id, 'm-1.txt')], [id], second)
  await ledger.claims.hold({ ...aClaim('own'), jobId: 'm-b', rawBody: bodyOf('key-b') })
  await ledger.claims.finish('own', 'completed', second, { results: [aResult(other, 'm-b-mine.txt')] })
  expect(await due(10 * second)).toEqual([id])
  const looks: number[] = []
  for (let now = 2 * second; now < 3_600 * second; now += second) {
    if ((await due(now)).length === 0) continue
    await ledger.jobs.noteSearched([id], now)
    looks.push(now / second)
  }
  // A job that is twice as old is searched half as often.
  const between = (from: number, to: number): number => looks.filter((at) => at >= from && at < to).length
  expect(between(0, 60)).toBeGreaterThan(8)
  expect(between(60, 600)).toBeGreaterThan(8)
  expect(between(600, 3_600)).toBeGreaterThan(5)
  expect(looks.length).toBeLessThan(50)
  expect(await due(3_600 * second, true)).toEqual([id])
  // The time and the missing results are known after a restart, too.
  await reopen()
  expect(await due(3_600 * second)).toEqual([id])
  const results = [aResult(id, 'm-1.txt'), aResult(id, 'm-2.txt')]
  expect(await ledger.jobs.unknownResults(results)).toEqual([aResult(id, 'm-2.txt')])
})

test('results stored by finishing a job are counted at once, and are not new', async () => {
  const id = await submitted('a')
  await ledger.claims.hold({ ...aClaim('own'), jobId: 'm-a', rawBody: bodyOf('key-a') })
  const made = { bucket: 'remotejobs-out-demo', key: 'm-a-output', name: 'cat.txt', size: 3 }
  await ledger.claims.finish('own', 'completed', 70, { results: [made] })
  expect(await only()).toMatchObject({
    id,
    state: 'finished',
    step: 'completed',
    results: { found: 1, new: 0 },
  })
  expect((await ledger.jobs.describe(id))?.results).toMatchObject([{ ...made, foundAt: 70 }])
})

test('a claimed result belongs to the submitted job', async () => {
  const id = await submitted('a')
  const result = {
    ...aClaim('r'),
    rawBody: '{"name":"out.txt","job":"m-a","bucket":"remotejobs-out-demo","key":"m-a-out.txt"}',
  }
  await ledger.claims.hold(result)
  expect(await only()).toMatchObject({ id, state: 'mine', claimId: 'r', results: { found: 1, new: 1 } })
  await ledger.claims.note('r', { at: 8, what: 'saved', detail: null }, { savedPath: '/f/out.txt' })
  await ledger.claims.finish('r', 'acknowledged', 9)
  expect(await only()).toMatchObject({ id, state: 'finished', results: { found: 1, new: 0, saved: 1 } })
  await ledger.transfers.saves.plan({ ...aSave('s'), key: 'm-a-log.txt' })
  await ledger.transfers.saves.advance('s', 'saved', { path: '/f/log.txt' })
  expect(await only()).toMatchObject({ id, state: 'finished', results: { found: 2, new: 0, saved: 2 } })
})

test('a job that is claimed again after it was sent keeps its row', async () => {
  const id = await submitted('a', { key: 'k' })
  for (const [claim, outcome] of [
    ['c', 'released'],
    ['d', 'lost'],
  ] as const) {
    await ledger.claims.hold({ ...aClaim(claim), jobId: 'm-a', receivedCount: claim === 'c' ? 1 : 2 })
    expect(await only()).toMatchObject({ id, state: 'mine', claimId: claim })
    if (outcome === 'lost') await ledger.claims.note(claim, { at: 7, what: 'lost', detail: 'Too late.' })
    await ledger.claims.finish(claim, outcome, 7)
  }
  expect(await only()).toMatchObject({
    id,
    state: 'lost',
    attempt: 2,
    error: {
      code: 'LEASE_LOST',
      message: 'Too late.',
    },
  })
  await ledger.jobs.note(id, 'dead', 9, { detail: 'demo-dead' })
  expect(await only()).toMatchObject({ state: 'dead', error: null })
  const { events = [] } = (await ledger.jobs.describe(id)) ?? {}
  expect(events.at(-1)).toEqual({ at: expect.any(Number), what: 'sent', detail: null })
  expect(events.filter(({ what }) => what === 'dead')).toEqual([{ at: 9, what: 'dead', detail: 'demo-dead' }])
})

test.each(['stored', 'unconfirmed'] as const)('a job whose upload ended as %s has failed', async (step) => {
  const { uploads } = ledger.transfers
  await uploads.plan(anUpload('a', { name: 'a' }))
  await uploads.advance('a', 'stored')
  await uploads.advance('a', step, { error })
  const expectFailed = async (): Promise<void> => {
    expect(await only()).toMatchObject({ state: 'failed', error })
    expect(await shown({ filter: 'needs-you' })).toEqual(['a failed'])
    expect(await ledger.jobs.counts()).toMatchObject([{ counts: { failed: 1, uploading: 0 } }])
  }
  await expectFailed()
  await reopen()
  await expectFailed()
  await ledger.transfers.uploads.advance('a', 'sent', { jobId: 'm' })
  expect(await only()).toMatchObject({ state: 'queued', error: null })
})

test('a claim sent to the dead-letter queue is a dead job, with the reason', async () => {
  await ledger.claims.hold({ ...aClaim('c'), maxReceives: 3 })
  expect(await only()).toMatchObject({ state: 'mine', attempt: 1, maxReceives: 3 })
  await ledger.claims.finish('c', 'dead', 9, { detail: 'sent to demo-dead: not a cat' })
  const { id } = await only()
  expect(await only()).toMatchObject({ state: 'dead', step: 'dead' })
  const { events = [] } = (await ledger.jobs.describe(id)) ?? {}
  expect(events.at(-1)).toEqual({ at: 9, what: 'dead', detail: 'sent to demo-dead: not a cat' })
})

test("keeps a failed upload's error", async () => {
  await ledger.transfers.uploads.plan(anUpload('a'))
  await ledger.transfers.uploads.advance('a', 'failed', { error })
  expect(await only()).toMatchObject({ state: 'failed', error })
  await ledger.close()
  const again = await Ledger.open(path, { workerUrl })
  ledger = again.ledger
  expect(again.uploads).toMatchObject([{ id: 'a', step: 'failed', error }])
  await ledger.transfers.uploads.advance('a', 'planned')
  expect(await only()).toMatchObject({ state: 'uploading', error: null })
})

test('removes only finished jobs, and counts the others', async () => {
  const { uploads } = ledger.transfers
  await submitted('queued')
  const [done, other] = [await submitted('done'), await submitted('done elsewhere', { queue: 'other' })]
  for (const id of [done, other]) await ledger.jobs.note(id, 'acknowledged', 9)
  const dead = await submitted('dead')
  await ledger.jobs.note(dead, 'dead', 9)
  await uploads.plan(anUpload('open', { name: 'open' }))
  await uploads.plan(anUpload('refused', { name: 'refused' }))
  await uploads.advance('refused', 'failed', { error })
  await uploads.plan(anUpload('taken back', { name: 'taken back' }))
  await uploads.advance('taken back', 'dropped')
  await ledger.claims.hold({ ...aClaim('held'), rawBody: 'no JSON' })
  await ledger.claims.hold({ ...aClaim('late'), rawBody: '{"name":"late"}' })
  await ledger.claims.finish('late', 'lost', 9)
  const ids = await ledger.jobs.ids(aView(), null, 20)
  expect(ids).toHaveLength(9)
  expect(await ledger.jobs.forget([...ids, 99])).toBe(5)
  expect(await ledger.jobs.jobs([done, other])).toEqual([])
  const left = ['unnamed mine', 'refused failed', 'open uploading', 'queued queued']
  expect(await shown()).toEqual(left)
  const counts = await ledger.jobs.counts()
  const inDemo = { mine: 1, uploading: 1, queued: 1, dead: 0, failed: 1, finished: 0, lost: 0, withdrawn: 0 }
  expect(counts).toMatchObject([{ queue: 'demo', counts: inDemo }])
})

test('links a resubmitted job to its original', async () => {
  const [a, b] = [await submitted('a'), await submitted('b')]
  await ledger.jobs.link(a, b)
  expect(await ledger.jobs.describe(a)).toMatchObject({ from: null, again: [b] })
  expect(await ledger.jobs.describe(b)).toMatchObject({ from: a, again: [] })
})

test.each([
  ['was stored long after its death is back in its queue', 400_000, 'result'],
  ['appears to be stored a minute after its death is still dead', 160_000, 'dead'],
  ['was stored before its death is still dead', 50_000, 'dead'],
  ['was stored at an unknown time is still dead', null, 'dead'],
] as const)('a dead job whose first result %s', async (_what, modifiedAt, state) => {
  const id = await submitted('a')
  await ledger.jobs.note(id, 'dead', 99_000)
  expect(await ledger.jobs.outstanding('local', 'demo', 10)).toMatchObject([{ id }])
  await ledger.jobs.addResults([{ ...aResult(id, 'm-1.txt'), modifiedAt }], [id], 500_000)
  expect(await only()).toMatchObject({ state, results: { found: 1, new: 1 } })
  await ledger.jobs.markAllOpened([id], 600_000)
  expect(await only()).toMatchObject({ state: state === 'dead' ? 'dead' : 'finished', results: { new: 0 } })
})

test('undoing a mark makes results new again, unless they have been opened since', async () => {
  const [one, other] = [await submitted('a'), await submitted('b')]
  await ledger.jobs.addResults([aResult(one, 'm-1.txt'), aResult(one, 'm-2.txt')], [], 60)
  await ledger.jobs.addResults([aResult(other, 'm-3.txt')], [], 61)
  const before = await ledger.jobs.jobs([one, other])
  const { results = [] } = (await ledger.jobs.describe(one)) ?? {}
  await ledger.jobs.markAllOpened([one, other], 70)
  expect(await shown()).toEqual(['b finished', 'a finished'])
  await ledger.jobs.unmarkOpened([one, other], 70)
  expect(await ledger.jobs.jobs([one, other])).toEqual(before)
  expect((await ledger.jobs.describe(one))?.events.map(({ what }) => what)).not.toContain('opened')

  await ledger.jobs.markAllOpened([one], 80)
  await ledger.jobs.markResult(results[0]?.id ?? 0, 'opened', 90, null)
  await ledger.jobs.unmarkOpened([one], 80)
  expect((await ledger.jobs.jobs([one]))[0]).toMatchObject({ state: 'result', results: { found: 2, new: 1 } })
})

test('a dead job whose message was moved back is queued again', async () => {
  const id = await submitted('a')
  await ledger.jobs.note(id, 'dead', 50)
  await ledger.jobs.note(id, 'released', 60, { detail: 'moved back from demo-dead' })
  expect(await shown()).toEqual(['a queued'])
  await reopen()
  expect(await shown({ filter: 'dead' })).toEqual([])
  const { events = [] } = (await ledger.jobs.describe(id)) ?? {}
  expect(events).toContainEqual({ at: 60, what: 'released', detail: 'moved back from demo-dead' })
})

test("a job's results are searched for under its new message id", async () => {
  const id = await submitted('a')
  await ledger.jobs.note(id, 'dead', 50, { messageId: 'm-moved' })
  const { connectionId, queue } = anUpload('a')
  expect(await ledger.jobs.outstanding(connectionId, queue, 10)).toMatchObject([{ id, messageId: 'm-moved' }])
  expect(await ledger.jobs.withMessageIds(connectionId, queue, ['m-moved'])).toEqual(
    new Map([['m-moved', id]]),
  )
})

test('a resent message is a new job, linked to the old one', async () => {
  const old = await submitted('a')
  await ledger.jobs.note(old, 'dead', 5_000, { detail: 'Received 3 times' })
  await ledger.jobs.addSentAgain(old, 'm-again', 6_000)
  expect(await shown()).toEqual(['a queued', 'a dead'])
  const { connectionId, queue, key } = anUpload('a')
  const again = (await ledger.jobs.withMessageIds(connectionId, queue, ['m-again'])).get('m-again') ?? 0
  expect(await ledger.jobs.describe(again)).toMatchObject({ from: old, job: { key, messageId: 'm-again' } })
  expect((await ledger.jobs.describe(old))?.again).toEqual([again])
  const waiting = await ledger.jobs.outstanding(connectionId, queue, 10)
  expect(waiting).toMatchObject([{ id: old }, { id: again, sentAt: 6_000 }])
  await ledger.jobs.addSentAgain(99_999, 'm-none', 7_000)
  expect(await shown()).toHaveLength(2)
})
