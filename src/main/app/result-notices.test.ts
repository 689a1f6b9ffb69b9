import { beforeEach, expect, it } from 'vitest'
import { ResultNotices } from './result-notices.ts'

const demo = { connectionId: 'local', queue: 'demo' }

let shown: string[]
let targets: unknown[]
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
  now = 1_000_000
  due = []
  delays = []
  notices = new ResultNotices({
    show: (text, target) => {
      shown.push(text)
      targets.push(target.place)
    },
    now: () => now,
    after: (delayMs, run) => {
      delays.push(delayMs)
      due.push(run)
    },
  })
})

it('says nothing while the window has the focus', () => {
  notices.add(3, demo)
  runDue()
  expect(shown).toEqual([])
})

it('raises one notification for a batch, with its number', () => {
  notices.setFocused(false)
  notices.add(1_200, demo)
  notices.add(34, demo)
  runDue()
  expect(shown).toEqual(['1,234 new results'])
})

it('gathers what follows soon', () => {
  notices.setFocused(false)
  notices.add(1, demo)
  runDue()
  now += 1_000
  notices.add(1, demo)
  notices.add(1, demo)
  expect(delays).toEqual([0, 4_000])
  runDue()
  expect(shown).toEqual(['1 new result', '2 new results'])
})

it('forgets what the user has seen in the window', () => {
  notices.setFocused(false)
  notices.add(1, demo)
  notices.setFocused(true)
  runDue()
  notices.setFocused(false)
  notices.add(2, demo)
  runDue()
  expect(shown).toEqual(['2 new results'])
})

it('leads to the job queue that the results are of, or to all results', () => {
  notices.setFocused(false)
  notices.add(1, demo)
  notices.add(1, { ...demo })
  runDue()
  notices.add(1, demo)
  notices.add(1, { ...demo, queue: 'other' })
  runDue()
  notices.add(1, demo)
  runDue()
  expect(targets).toEqual([demo, null, demo])
})
