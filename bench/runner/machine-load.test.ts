import { expect, test } from 'vitest'
import { parseBusyMs, parseDiskTimes, watchMachine } from './machine-load.ts'

test('reads how long each disk has worked', () => {
  const text = [
    '   7       0 loop0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0 0',
    ' 254       0 vda 72030 23689 2183034 27524 25195 101088 6100512 39932 0 21476 70050 7283 23 3004752 2165 4071 427',
    '',
  ].join('\n')
  expect([...parseDiskTimes(text)]).toEqual([
    ['loop0', 0],
    ['vda', 21_476],
  ])
})

test('reports no disk times if the system has no such file', () => {
  expect(parseDiskTimes('').size).toBe(0)
})

test('reads how long the cores have worked, including the network but not waiting', () => {
  const text = 'cpu  100 20 30 4000 500 6 70 8 0 0\ncpu0 50 10 15 2000 250 3 35 4 0 0\nintr 1 2\n'
  expect(parseBusyMs(text)).toBe(2_340)
  expect(parseBusyMs('')).toBeNull()
})

test('the load of a busy machine is between 0 and 1', async () => {
  const load = await watchMachine()
  for (let round = 0; round < 3_000_000; round += 1) Math.sqrt(round)
  const { cores, disk } = await load()
  for (const share of [cores, disk ?? 0]) {
    expect(share).toBeGreaterThanOrEqual(0)
    expect(share).toBeLessThanOrEqual(1)
  }
})
