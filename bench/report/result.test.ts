import { expect, test } from 'vitest'
import { evaluate, median, medianLoad } from './result.ts'

const row = { workload: 'w', against: 'a', ours: 190, theirs: 200, unit: 'jobs/s', note: '' }
const alone = { ...row, ours: 97, theirs: null, unit: 'MiB' }

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
  expect(evaluate(alone, { sign: '≤', value: 96, of: 'ours' })).toMatchObject({
    ratio: null,
    target: '≤ 96 MiB',
    met: false,
  })
  expect(evaluate(alone, null)).toMatchObject({ target: null, met: null })
})

test('says how busy the machine was if a target was missed', () => {
  const load = { cores: 0.974, disk: 0.12 }
  const figures = { seconds: [1], cpuSeconds: 1, peakMib: 1, delayMs: 1, load }
  const row = { ...alone, note: 'Why.', figures: { ours: figures, theirs: null } }
  const target = { sign: '≤', value: 96, of: 'ours' } as const
  expect(evaluate(row, target).note).toBe('Why. Meanwhile the cores were 97 % busy and the disk 12 %.')
  expect(evaluate({ ...row, ours: 96 }, target).note).toBe('Why.')
  const { note } = evaluate({ ...alone, load: { cores: 1, disk: null } }, target)
  expect(note).toBe('Meanwhile the cores were 100 % busy.')
})

test('takes the median load of several runs', () => {
  const loads = [0.5, 0.9, 0.6].map((cores) => ({ cores, disk: cores / 2 }))
  expect(medianLoad(loads)).toEqual({ cores: 0.6, disk: 0.3 })
  expect(medianLoad([...loads, { cores: 0.6, disk: null }]).disk).toBeNull()
})
