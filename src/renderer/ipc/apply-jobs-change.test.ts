import { expect, it } from 'vitest'
import type { JobEntry, JobsChange } from '../../shared/jobs/jobs.ts'
import { applyJobsChange, type WatchedWindow } from './apply-jobs-change.ts'

const more = (group: number, hidden: number): JobEntry => ({ kind: 'more', group, hidden })
const known: WatchedWindow = {
  watchId: 7,
  revision: 3,
  offset: 0,
  total: 2,
  entries: [more(1, 10), more(2, 20)],
}
const change: JobsChange = {
  watchId: 7,
  revision: 4,
  offset: 0,
  total: 3,
  order: ['more 3', 'more 1', 'more 2'],
  entries: [more(3, 30), more(2, 21)],
}

it('puts new and changed entries in order and leaves the others unchanged', () => {
  const next = applyJobsChange(known, change)
  expect(next).toEqual({ ...known, revision: 4, total: 3, entries: [more(3, 30), more(1, 10), more(2, 21)] })
  expect(next?.entries[1]).toBe(known.entries[0])
})

it('ignores older changes, and those of another watch', () => {
  expect(applyJobsChange(known, { ...change, watchId: 6 })).toBe(known)
  expect(applyJobsChange(known, { ...change, revision: 3 })).toBe(known)
})

it('detects that an entry is missing', () => {
  expect(applyJobsChange(known, { ...change, entries: [] })).toBeNull()
})
