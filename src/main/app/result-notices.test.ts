import { beforeEach, expect, it } from 'vitest'
import { ResultNotices } from './result-notices.ts'

let shown: string[]
let now: number
let due: (() => void)[]
let delays: number[]
let notices: ResultNotices

const runDue = (): void => {
  for (const run of due.splice(0)) run()
}

beforeEach(() => {
  shown = []
  now = 1_000_000
  due = []
  delays = []
  notices = new ResultNotices({
    show: (text) => shown.push(text),
    now: () => now,
    after: (delayMs, run) => {
      delays.push(delayMs)
      due.push(run)
    },
  })
})

it('says nothing while the window has the focus', () => {
  notices.add(3)
  runDue()
  expect(shown).toEqual([])
})

it('raises one notification for a batch, with its number', () => {
  notices.setFocused(false)
  notices.add(1_200)
  notices.add(34)
  runDue()
  expect(shown).toEqual(['1,234 new results'])
})

it('gathers what follows soon', () => {
  notices.setFocused(false)
  notices.add(1)
  runDue()
  now += 1_000
  notices.add(1)
  notices.add(1)
  expect(delays).toEqual([0, 4_000])
  runDue()
  expect(shown).toEqual(['1 new result', '2 new results'])
})

it('forgets what the user has seen in the window', () => {
  notices.setFocused(false)
  notices.add(1)
  notices.setFocused(true)
  runDue()
  notices.setFocused(false)
  notices.add(2)
  runDue()
  expect(shown).toEqual(['2 new results'])
})
