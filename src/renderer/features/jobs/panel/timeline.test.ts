import { expect, it } from 'vitest'
import { jobDetail, jobRow } from '../../../testing/fake-jobs.ts'
import { timelineOf } from './timeline.ts'

it('links to the job that it repeats, and to those that repeat it, with their job ids', () => {
  const job = jobRow({ id: 5, createdAt: 1_000, queue: 'ocr', size: 2_000 })
  const entries = timelineOf(
    jobDetail(job, {
      from: { id: 2, messageId: 'first', at: 10 },
      again: [{ id: 9, messageId: null, at: 9_000 }],
    }),
    null,
  )
  expect(entries.filter((entry) => entry.job !== null)).toMatchObject([
    { at: 9_000, what: 'Submitted again as a new job', detail: null, job: 9 },
    { at: 1_000, what: 'Repeats an earlier job', detail: 'first', job: 2 },
  ])
})

it('names the queue and the bucket of each step', () => {
  const entries = timelineOf(jobDetail(jobRow({ id: 5, queue: 'ocr', size: 2_000 })), null)
  expect(entries.map(({ what, detail }) => [what, detail])).toEqual([
    ['In queue', 'ocr, Pending'],
    ['Uploaded', '2 KB to Inputs'],
    ['Submitted', null],
  ])
})

it('names the result that was opened', () => {
  const detail = jobDetail(jobRow({ id: 5 }), {
    events: [
      { at: 2_000, what: 'opened', detail: null },
      { at: 3_000, what: 'opened', detail: null },
    ],
    results: [
      {
        id: 1,
        key: 'k',
        name: 'out.txt',
        size: 1,
        modifiedAt: null,
        foundAt: 1,
        openedAt: 2_000,
        saved: null,
      },
    ],
  })
  const opened = timelineOf(detail, null).filter(({ what }) => what === 'Result opened')
  expect(opened.map(({ detail: name }) => name)).toEqual([null, 'out.txt'])
})

const saved = (at: number, name: string | null) => ({ at, what: 'saved' as const, detail: name })

it('shows a save once, with its name, although both the transfer and the claim record it', () => {
  const detail = jobDetail(jobRow({ id: 5 }))
  const entries = timelineOf(
    { ...detail, events: [saved(1_000, null), saved(1_020, 'cat.jpg'), saved(200_000, null)] },
    null,
  )
  expect(entries.map(({ at, what, detail: name }) => [at, what, name])).toEqual([
    [200_000, 'Saved', null],
    [1_020, 'Saved', 'cat.jpg'],
  ])
})
