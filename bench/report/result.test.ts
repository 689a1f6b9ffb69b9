import { expect, test } from 'vitest'
import { selfTimes } from '../runner/profile.ts'
import { judge, median } from './result.ts'
import { toMarkdown, toText } from './table.ts'

const url = 'file:///x/a.ts'
const row = { workload: 'w', against: 'a', ours: 190, theirs: 200, unit: 'jobs/s', note: '' }

test('the median is the one in the middle, and the mean of two', () => {
  expect(median([3])).toBe(3)
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 2, 9])).toBe(3)
})

test('a ratio is ours by theirs, and meets its target from either side', () => {
  const reached = judge(row, { sign: '≥', value: 0.95, of: 'ratio' })
  expect(reached).toMatchObject({ ratio: 0.95, target: '≥ 0.95 ×', met: true })
  expect(judge(row, { sign: '±', value: 0.06, of: 'ratio' }).met).toBe(true)
  expect(judge({ ...row, ours: 215 }, { sign: '±', value: 0.06, of: 'ratio' }).met).toBe(false)
  expect(judge(row, { sign: '≥', value: 0.96, of: 'ratio' }).met).toBe(false)
  expect(judge(row, { sign: '≤', value: 0.95, of: 'ratio' }).met).toBe(true)
  expect(judge(row, { sign: '≤', value: 0.94, of: 'ratio' }).met).toBe(false)
})

test('a figure without a peer is held against its own target', () => {
  const alone = { ...row, ours: 97, theirs: null, unit: 'MiB' }
  expect(judge(alone, { sign: '≤', value: 96, of: 'ours' })).toMatchObject({
    ratio: null,
    target: '≤ 96 MiB',
    met: false,
  })
  expect(judge(alone, null)).toMatchObject({ target: null, met: null })
})

test('the tables say which way it went, and why', () => {
  const missed = judge({ ...row, note: 'because' }, { sign: '≥', value: 2, of: 'ratio' })
  expect(toText([missed])).toMatch(/190 jobs\/s +200 jobs\/s +0\.95 × +≥ 2 × +missed[^]*w, a: because/)
  expect(toMarkdown([missed])).toContain('| 190 jobs/s | 200 jobs/s | 0.95 × | ≥ 2 × | missed |')
})

test('a profile is summed by function, without the waiting', () => {
  const nodes = [
    { id: 1, callFrame: { functionName: '(idle)', url: '' } },
    { id: 2, callFrame: { functionName: 'f', url } },
    { id: 3, callFrame: { functionName: 'g', url } },
    { id: 4, callFrame: { functionName: 'f', url } },
  ]
  const times = selfTimes([{ nodes, samples: [1, 2, 3, 4], timeDeltas: [100, 5, 20, 30] }])
  expect(times).toEqual([
    ['f (a.ts)', 35],
    ['g (a.ts)', 20],
  ])
})
