import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import type { DepthSample } from '../engine/metrics/depth-log.ts'
import { noRequests } from '../../shared/metrics/requests.ts'
import { Ledger, type OpenedLedger } from './ledger.ts'
import { anUpload } from './testing/records.ts'
import { workerUrl } from './testing/worker-url.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-depths-'))
})
afterEach(() => rm(folder, { recursive: true }))

const open = (): Promise<OpenedLedger> => Ledger.open(join(folder, 'ledger.sqlite'), { workerUrl })
const minuteMs = 60_000
const hourMs = 60 * minuteMs
const start = Date.UTC(2026, 10, 26, 12)
const demo = { connectionId: 'local', queue: 'demo' }

function sample(at: number, waiting: number, overrides: Partial<DepthSample> = {}): DepthSample {
  const counts = { waiting, working: 1, total: waiting + 1, completed: null, afterGap: false }
  return { ...demo, at, ...counts, ...overrides }
}

test('keeps each sample for an hour, and the highest of each minute and quarter of an hour', async () => {
  const { ledger } = await open()
  const { depths } = ledger
  depths.add([sample(start, 3, { afterGap: true }), sample(start + 5_000, 9), sample(start + 10_000, 4)])
  depths.add([sample(start + minuteMs, 5)])
  expect(await depths.history(demo, 'raw', start + 5_000)).toEqual([
    { at: start + 5_000, waiting: 9, working: 1, afterGap: false },
    { at: start + 10_000, waiting: 4, working: 1, afterGap: false },
    { at: start + minuteMs, waiting: 5, working: 1, afterGap: false },
  ])
  expect(await depths.history(demo, 'minutes', 0)).toEqual([
    { at: start, waiting: 9, working: 1, afterGap: true },
    { at: start + minuteMs, waiting: 5, working: 1, afterGap: false },
  ])
  expect(await depths.quarters(0)).toEqual([{ ...demo, at: start, waiting: 9, working: 1, afterGap: true }])
  await ledger.close()
})

test('removes samples that are too old for their resolution, even of queues that are no longer read', async () => {
  const first = await open()
  const gone = { connectionId: 'gone', queue: 'x' }
  first.ledger.depths.add([sample(start, 1), sample(start, 1, gone)])
  await first.ledger.close()
  const { ledger } = await open()
  const { depths } = ledger
  depths.add([sample(start + 2 * hourMs, 2)])
  expect(await depths.recent(0)).toEqual([sample(start + 2 * hourMs, 2)])
  expect(await depths.history(demo, 'minutes', 0)).toHaveLength(2)
  depths.add([sample(start + 8 * 24 * hourMs, 3)])
  expect(await depths.history(demo, 'minutes', 0)).toHaveLength(1)
  expect(await depths.history(demo, 'quarters', 0)).toHaveLength(1)
  await ledger.close()
})

test('returns the last counts of each queue after a restart', async () => {
  const first = await open()
  first.ledger.depths.add([sample(start, 1), sample(start + 5_000, 2, { completed: 7 })])
  first.ledger.depths.add([sample(start, 8, { queue: 'other' })])
  await first.ledger.close()
  const { ledger } = await open()
  expect(await ledger.depths.latest()).toEqual([
    sample(start + 5_000, 2, { completed: 7 }),
    sample(start, 8, { queue: 'other' }),
  ])
  await ledger.close()
})

test('reports the oldest job that was sent from here and has no result', async () => {
  const { ledger } = await open()
  const journal = ledger.transfers.uploads
  const before = Date.now()
  for (const id of ['a', 'b']) {
    await journal.plan(anUpload(id))
    await journal.advance(id, 'stored')
    await journal.advance(id, 'sent', { jobId: `m-${id}` })
  }
  const { connectionId, queue } = anUpload('a')
  const [work] = await ledger.depths.ownWork([{ connectionId, queue }], before)
  expect(work?.finished).toBe(0)
  expect(work?.oldestSentAt).toBeGreaterThanOrEqual(before)
  expect(await ledger.depths.ownWork([{ connectionId, queue: 'unknown' }], 0)).toEqual([
    { connectionId, queue: 'unknown', finished: 0, oldestSentAt: null },
  ])
  await ledger.close()
})

test('a sample changes no job, so no list is read again', async () => {
  const { ledger } = await open()
  let changes = 0
  const stop = ledger.jobs.onChange(() => (changes += 1))
  ledger.depths.add([sample(start, 3)])
  ledger.requestCounts.add('2026-11-26', 'local', noRequests)
  expect(await ledger.depths.recent(0)).toHaveLength(1)
  expect(changes).toBe(0)
  await ledger.transfers.uploads.plan(anUpload('one'))
  expect(changes).toBe(1)
  stop()
  await ledger.close()
})
