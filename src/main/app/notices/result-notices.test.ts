import { beforeEach, expect, it } from 'vitest'
import { ResultNotices } from './result-notices.ts'

const demo = { connectionId: 'local', queue: 'demo' }

let shown: string[]
let targets: unknown[]
let jobs: unknown[]
let now: number
let due: (() => void)[]
let delays: number[]
let notices: ResultNotices

const runDue = (): void => {
  for (const run of due.splice(0)) run()
}

beforeEach(() => {
  shown = []
  targets = []
  jobs = []
  now = 1_000_000
  due = []
  delays = []
  notices = new ResultNotices({
    show: (text, target) => {
      shown.push(text)
      targets.push(target.jobQueue)
      jobs.push(target.job)
    },
    now: () => now,
    after: (delayMs, run) => {
      delays.push(delayMs)
      due.push(run)
    },
  })
})

it('shows nothing while the window has the focus', () => {
  notices.add({ ...demo, results: 3, jobId: null })
  runDue()
  expect(shown).toEqual([])
})

it('shows one notification for a batch, with the number of results', () => {
  notices.setFocused(false)
  notices.add({ ...demo, results: 1_200, jobId: null })
  notices.add({ ...demo, results: 34, jobId: null })
  runDue()
  expect(shown).toEqual(['1,234 new results'])
})

it('combines results that arrive shortly after each other', () => {
  notices.setFocused(false)
  notices.add({ ...demo, results: 1, jobId: null })
  runDue()
  now += 1_000
  notices.add({ ...demo, results: 1, jobId: null })
  notices.add({ ...demo, results: 1, jobId: null })
  expect(delays).toEqual([0, 4_000])
  runDue()
  expect(shown).toEqual(['1 new result', '2 new results'])
})

it('forgets results that the user has seen in the window', () => {
  notices.setFocused(false)
  notices.add({ ...demo, results: 1, jobId: null })
  notices.setFocused(true)
  runDue()
  notices.setFocused(false)
  notices.add({ ...demo, results: 2, jobId: null })
  runDue()
  expect(shown).toEqual(['2 new results'])
})

it("opens the results' job queue, or all results", () => {
  notices.setFocused(false)
  notices.add({ ...demo, results: 1, jobId: null })
  notices.add({ ...demo, results: 1, jobId: null })
  runDue()
  notices.add({ ...demo, results: 1, jobId: null })
  notices.add({ ...demo, queue: 'other', results: 1, jobId: null })
  runDue()
  notices.add({ ...demo, results: 1, jobId: null })
  runDue()
  expect(targets).toEqual([demo, null, demo])
})

it('opens the job if there is only one', () => {
  notices.setFocused(false)
  notices.add({ ...demo, results: 1, jobId: 7 })
  notices.add({ ...demo, results: 2, jobId: 7 })
  runDue()
  notices.add({ ...demo, results: 1, jobId: 7 })
  notices.add({ ...demo, results: 1, jobId: 8 })
  notices.add({ ...demo, results: 1, jobId: 8 })
  runDue()
  expect(jobs).toEqual([7, null])
})
