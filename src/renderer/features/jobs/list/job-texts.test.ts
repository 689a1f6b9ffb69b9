import { expect, it } from 'vitest'
import { groupRow, jobRow, noCounts } from '../../../testing/fake-jobs.ts'
import { claim } from '../../../testing/samples.ts'
import {
  claimFailure,
  outcomeDetail,
  groupProgress,
  longStateText,
  nameIn,
  resultsText,
  shortReason,
  stateText,
} from './job-texts.ts'

const transfer = {
  id: 't',
  kind: 'submit',
  state: 'running',
  bytesDone: 61,
  bytesTotal: 100,
  bytesPerSecond: 1,
} as const

it.each([
  [jobRow({ state: 'uploading', transfer }), 'Uploading 61 %'],
  [jobRow({ state: 'uploading', transfer: { ...transfer, state: 'waiting' } }), 'Waiting to upload'],
  [jobRow({ state: 'uploading', transfer: { ...transfer, state: 'paused' } }), 'Paused'],
  [jobRow({ state: 'uploading', step: 'stored' }), 'Uploaded'],
  [jobRow({ state: 'uploading', sendsAt: 1 }), 'Uploaded'],
  [jobRow({ state: 'uploading', sendsAt: 1, transfer: { ...transfer, bytesDone: 100 } }), 'Uploaded'],
  [jobRow({ state: 'uploading', sendsAt: 1, transfer }), 'Uploading 61 %'],
  [jobRow({ state: 'queued' }), 'In queue'],
  [jobRow({ state: 'failed', transfer: { ...transfer, state: 'stored' } }), 'Not in queue'],
  [jobRow({ state: 'failed', transfer: { ...transfer, state: 'unconfirmed' } }), 'Not confirmed'],
  [jobRow({ state: 'failed' }), 'Failed'],
  [jobRow({ state: 'dead', attempt: 3, maxReceives: 3 }), 'Dead, 3 of 3'],
  [jobRow({ state: 'result', results: { found: 1, new: 1, saved: 0 } }), 'Result ready'],
  [jobRow({ state: 'lost' }), 'Lease lost'],
])("names a job's state", (job, words) => {
  expect(stateText(job, null)).toBe(words)
})

it('names what is being done with a claimed job', () => {
  const job = jobRow({ state: 'mine', transfer })
  expect(stateText(job, claim({ activity: 'saving' }))).toBe('Saving 61 %')
  expect(stateText(job, claim({ activity: 'releasing' }))).toBe('Releasing…')
  expect(stateText(job, claim())).toBe('Mine')
})

it('says that the last action on a claimed job failed, until another action starts', () => {
  const error = { code: 'DISK_FULL', message: 'The disk is full.', hint: '', retryable: true } as const
  const job = jobRow({ state: 'mine' })
  expect(stateText(job, claim({ error }))).toBe('Mine, failed')
  expect(claimFailure(job, claim({ error }))).toBe('The disk is full.')
  expect(claimFailure(job, claim({ error, activity: 'saving' }))).toBeNull()
})

it('says whether a finished claim was held back or moved to dead letters', () => {
  expect(outcomeDetail(claim())).toBeNull()
  const until = new Date(2026, 1, 3, 14, 2).getTime()
  expect(outcomeDetail(claim({ outcomeInfo: { kind: 'held-back', until } }))).toBe('held until 14:02')
  expect(
    outcomeDetail(claim({ outcomeInfo: { kind: 'dead-lettered', queue: 'demo-dead', reason: '' } })),
  ).toBe('in demo-dead')
})

it.each([
  ['batch', 'batch/a.txt', 'a.txt'],
  ['batch', 'batch/sub/a.txt', 'sub/a.txt'],
  ['2 folders', 'batch/a.txt', 'batch/a.txt'],
  [null, 'batch/a.txt', 'batch/a.txt'],
])('omits the folder name in the group %s', (group, name, shown) => {
  expect(nameIn(group, name)).toBe(shown)
})

it('does not guess whether a worker has the job', () => {
  expect(longStateText(jobRow({ state: 'queued' }), null)).toBe('In queue or being worked on')
})

it.each([
  [{ found: 2, new: 2, saved: 0 }, '2 new files'],
  [{ found: 3, new: 0, saved: 3 }, '3 files, saved'],
  [{ found: 1, new: 0, saved: 0 }, '1 file'],
  [{ found: 0, new: 0, saved: 0 }, '—'],
])('sums up the results %o', (results, words) => {
  expect(resultsText(jobRow({ results }))).toBe(words)
})

it('names the file of a claimed job that is saved, because it is no result', () => {
  const saved = { fileName: 'a.txt', folder: '/tmp' }
  expect(resultsText(jobRow({ state: 'mine', saved }))).toBe('file saved')
  expect(resultsText(jobRow({ state: 'lost', saved }))).toBe('saved, not finished')
})

it('counts the finished jobs of a group, and the sent ones while it uploads', () => {
  expect(groupProgress(groupRow()).text).toBe('120 of 300 done')
  const counts = { ...noCounts(), uploading: 1_000, queued: 4_000 }
  expect(groupProgress(groupRow({ jobs: 5_000, counts })).text).toBe('4,000 of 5,000 sent')
})

it.each([
  ['The file cat.jpg does not exist.', 'scans/cat.jpg', 'The file does not exist.'],
  [
    'You do not have permission to read the file cat.jpg.',
    'cat.jpg',
    'You do not have permission to read the file.',
  ],
  ['The queue demo-pending does not exist.', 'cat.jpg', 'The queue demo-pending does not exist.'],
])('leaves the file name out of the reason %s', (reason, name, words) => {
  expect(shortReason(reason, name)).toBe(words)
})
