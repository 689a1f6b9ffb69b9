import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setImmediate } from 'node:timers/promises'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { Ledger } from './ledger.ts'
import { aClaim, anUpload, aView } from './testing/records.ts'
import { aResult, bodyOf, shownJobs, submitJob } from './testing/stored-jobs.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
let ledger: Ledger

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-jobs-'))
  ledger = (await Ledger.open(join(folder, 'ledger.sqlite'), { workerUrl })).ledger
})
afterEach(async () => {
  await ledger.close()
  await rm(folder, { recursive: true })
})

test("shows a drop's jobs as one entry, with its first jobs when expanded", async () => {
  await submitJob(ledger, 'before')
  const group = { id: randomUUID(), name: 'batch', isRow: true }
  const names = Array.from({ length: 25 }, (_, index) => `scan ${index}`)
  await Promise.all(
    names.map((name) => ledger.transfers.uploads.plan(anUpload(name, { name, group, size: 2 }))),
  )
  await submitJob(ledger, 'after')
  expect(await shownJobs(ledger)).toEqual(['after queued', '[batch] 25', 'before queued'])
  const { entries } = await ledger.jobs.window(aView(), 1, 1)
  const [entry] = entries
  if (entry?.kind !== 'group') throw new Error('There is no group.')
  expect(entry.group).toMatchObject({ size: 50, counts: { uploading: 25, queued: 0 }, expanded: false })
  const expanded = [entry.group.id]
  const all = await shownJobs(ledger, { expanded })
  expect(all).toHaveLength(24)
  expect(all.slice(1, 4)).toEqual(['[batch] 25', '  scan 0 uploading', '  scan 1 uploading'])
  expect(all.slice(-3)).toEqual(['  scan 19 uploading', '+5', 'before queued'])
  expect((await ledger.jobs.window(aView({ expanded }), 0, 1)).total).toBe(24)
  for (const [offset, limit] of [
    [0, 3],
    [2, 2],
    [20, 4],
    [22, 5],
    [30, 5],
  ] as const) {
    expect(await shownJobs(ledger, { expanded }, offset, limit)).toEqual(all.slice(offset, offset + limit))
  }
  expect(await shownJobs(ledger, { filter: 'uploading' })).toHaveLength(25)
  expect(await shownJobs(ledger, { group: entry.group.id, text: 'scan 2' })).toHaveLength(7)
  const [scan] = await ledger.jobs.ids(aView({ group: entry.group.id }), null, 100)
  expect(await ledger.jobs.locate(aView(), scan ?? 0)).toBe(1)
  expect(await ledger.jobs.locate(aView({ expanded }), (scan ?? 0) - 24)).toBe(2)
  expect(await ledger.jobs.describe(scan ?? 0)).toMatchObject({ group: { name: 'batch', jobs: 25 } })
})

test('returns the jobs in a range or a selection anywhere in the list', async () => {
  const names = Array.from({ length: 300 }, (_, index) => String(index).padStart(3, '0'))
  await Promise.all(names.map((name) => submitJob(ledger, name)))
  const byName = aView({ sort: { by: 'name', descending: true } })
  const order = await ledger.jobs.order(byName)
  const jobs = await ledger.jobs.jobs([...order])
  expect(jobs.map(({ name }) => name)).toEqual(names.toReversed())
  expect(await ledger.jobs.range(byName, 10, 250)).toEqual([...order].slice(10, 260))
  const [last = 0] = order
  await ledger.claims.hold({ ...aClaim('mine'), jobId: 'm-299', rawBody: bodyOf('key-299') })
  await ledger.jobs.addResults([aResult(order[5] ?? 0, 'm-294-a.txt')], [], 60)
  expect(await ledger.jobs.selected({ kind: 'all', view: aView(), except: [order[9] ?? 0] })).toMatchObject({
    jobs: 299,
    counts: { queued: 297, mine: 1, result: 1 },
    withResults: 1,
    claimIds: ['mine'],
  })
  const ids = [last, order[5] ?? 0, 99_999]
  expect(await ledger.jobs.selected({ kind: 'some', ids })).toMatchObject({
    jobs: 2,
    withResults: 1,
    claimIds: ['mine'],
  })
  expect((await ledger.jobs.times([last])).get(last)).toMatchObject({
    stored: expect.any(Number),
    claimed: 2,
  })
})

test('shows jobs by size, without groups', async () => {
  await submitJob(ledger, 'small', { size: 999_999 })
  await submitJob(ledger, 'medium', { size: 1_000_000 })
  await submitJob(ledger, 'large', { size: 100_000_000 })
  expect(await shownJobs(ledger, { sizes: { from: null, to: 1_000_000 } })).toEqual(['small queued'])
  expect(await shownJobs(ledger, { sizes: { from: 1_000_000, to: 100_000_000 } })).toEqual(['medium queued'])
  expect(await shownJobs(ledger, { sizes: { from: 1_000_000, to: null } })).toEqual([
    'large queued',
    'medium queued',
  ])
})

test('a list is shown while thousands of jobs are still being written', async () => {
  let isWritten = false
  const writes: Promise<void>[] = []
  for (let piece = 0; piece < 20; piece += 1) {
    for (let count = 0; count < 256; count += 1) {
      const name = `${piece} ${count}`
      writes.push(ledger.transfers.uploads.plan(anUpload(name, { name })))
    }
    // Large drops are written in batches like this.
    await setImmediate()
  }
  const all = Promise.all(writes).then(() => (isWritten = true))
  await ledger.jobs.window(aView(), 0, 10)
  expect(isWritten).toBe(false)
  await all
  expect((await ledger.jobs.window(aView(), 0, 10)).total).toBe(20 * 256)
})
