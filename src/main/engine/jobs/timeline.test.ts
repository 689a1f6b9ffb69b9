import { expect, it } from 'vitest'
import type { JobEvent } from '../../../shared/jobs/jobs.ts'
import { timeline, type TimelineSources } from './timeline.ts'

const sources: TimelineSources = {
  job: {
    size: 241_300,
    attempt: 2,
    error: { code: 'LEASE_LOST', message: 'The lease expired.', hint: '', retryable: false },
    saved: { fileName: 'photo.jpg', folder: '/home/ann' },
  },
  results: [],
}

const event = (what: JobEvent['what'], at: number, detail: string | null = null): JobEvent => ({
  at,
  what,
  detail,
})

const details = (events: readonly JobEvent[], more: Partial<TimelineSources> = {}): (string | null)[] =>
  timeline(events, { ...sources, ...more }).map(({ detail }) => detail)

it('shows how much was uploaded, and how long that took', () => {
  expect(details([event('planned', 1_000), event('stored', 1_190)])).toEqual([null, '241 KB in 0.2 s'])
  expect(details([event('planned', 0), event('stored', 75_000)])).toEqual([null, '241 KB in 75 s'])
  expect(details([event('stored', 75_000)])).toEqual(['241 KB'])
  expect(details([event('planned', 0), event('planned', 60_000), event('stored', 70_000)]).at(-1)).toBe(
    '241 KB in 10 s',
  )
})

it('shows the attempt, the save location, and why the lease was lost, at the last step of each kind', () => {
  const events = [
    event('claimed', 1),
    event('lost', 2),
    event('claimed', 3),
    event('saved', 4),
    event('lost', 5),
  ]
  expect(details(events)).toEqual([null, null, 'attempt 2', 'photo.jpg', 'The lease expired.'])
})

it('shows the number of result files', () => {
  const result = {
    id: 1,
    bucket: '',
    key: '',
    name: '',
    size: 0,
    modifiedAt: null,
    foundAt: 0,
    openedAt: null,
  }
  const results = [1, 2].map((id) => ({ ...result, id, savedAt: null, savedPath: null }))
  expect(details([event('completed', 1)], { results })).toEqual(['2 files'])
  expect(details([event('completed', 1)], { results: results.slice(1) })).toEqual(['1 file'])
  expect(details([event('completed', 1)])).toEqual([null])
})

it('keeps recorded details', () => {
  expect(details([event('claimed', 1, 'attempt 1 of 3'), event('sent', 2)])).toEqual(['attempt 1 of 3', null])
})
