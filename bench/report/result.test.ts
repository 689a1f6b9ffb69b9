import { expect, test } from 'vitest'
import { evaluate, median } from './result.ts'

const row = { workload: 'w', against: 'a', ours: 190, theirs: 200, unit: 'jobs/s', note: '' }

test('takes the middle value as the median, or the mean of the middle two', () => {
  expect(median([3])).toBe(3)
  expect(median([9, 1, 5])).toBe(5)
  expect(median([4, 1, 2, 9])).toBe(3)
})

test('compares the ratio of ours to theirs with the target', () => {
  const reached = evaluate(row, { sign: '≥', value: 0.95, of: 'ratio' })
  expect(reached).toMatchObject({ ratio: 0.95, target: '≥ 0.95 ×', met: true })
  expect(evaluate(row, { sign: '≥', value: 0.96, of: 'ratio' }).met).toBe(false)
  expect(evaluate(row, { sign: '≤', value: 0.95, of: 'ratio' }).met).toBe(true)
  expect(evaluate(row, { sign: '≤', value: 0.94, of: 'ratio' }).met).toBe(false)
})

test('compares our own figure with the target if there is no rival', () => {
  const alone = { ...row, ours: 97, theirs: null, unit: 'MiB' }
  expect(evaluate(alone, { sign: '≤', value: 96, of: 'ours' })).toMatchObject({
    ratio: null,
    target: '≤ 96 MiB',
    met: false,
  })
  expect(evaluate(alone, null)).toMatchObject({ target: null, met: null })
})
