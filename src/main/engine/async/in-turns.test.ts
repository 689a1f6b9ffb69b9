import { setImmediate as turn } from 'node:timers/promises'
import { expect, test } from 'vitest'
import { inTurns } from './in-turns.ts'

test('other work runs in between, and every item is worked on in order', async () => {
  let turns = 0
  let isDone = false
  const counting = (async () => {
    while (!isDone) {
      await turn()
      turns += 1
    }
  })()
  const worked: number[] = []
  await inTurns([0, 1, 2, 3], (item) => {
    // Longer than one turn may last.
    for (const start = performance.now(); performance.now() - start < 6;);
    worked.push(item)
  })
  isDone = true
  await counting
  expect(worked).toEqual([0, 1, 2, 3])
  expect(turns).toBeGreaterThanOrEqual(4)
})

test('ends with the error of the work', async () => {
  const work = inTurns([1], () => {
    throw new Error('no')
  })
  await expect(work).rejects.toThrow('no')
})
