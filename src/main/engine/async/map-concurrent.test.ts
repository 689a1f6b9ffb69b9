import { expect, test } from 'vitest'
import { mapConcurrent } from './map-concurrent.ts'

test('returns the results in order and limits the concurrency', async () => {
  let running = 0
  let most = 0
  const work = async (item: number): Promise<number> => {
    running += 1
    most = Math.max(most, running)
    for (let turn = 0; turn < 10 - item; turn += 1) await Promise.resolve()
    running -= 1
    return item * 10
  }
  expect(await mapConcurrent([0, 1, 2, 3, 4, 5, 6, 7, 8, 9], 3, work)).toEqual([
    0, 10, 20, 30, 40, 50, 60, 70, 80, 90,
  ])
  expect(most).toBe(3)
  expect(await mapConcurrent([], 3, work)).toEqual([])
})

function notTwo(item: number): Promise<number> {
  return item === 2 ? Promise.reject(new Error('two')) : Promise.resolve(item)
}

test('rejects with the first error', async () => {
  await expect(mapConcurrent([1, 2, 3], 2, notTwo)).rejects.toThrow('two')
})
