import { expect, test } from 'vitest'
import { selfTimes } from './profile.ts'

test('sums up a profile by function and omits idle time', () => {
  const url = 'file:///x/a.ts'
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
