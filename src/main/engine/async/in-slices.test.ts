import { expect, test } from 'vitest'
import { inSlices } from './in-slices.ts'

function spin(ms: number): void {
  for (const end = performance.now() + ms; performance.now() < end;);
}

test('lets the event loop run during a long list', async () => {
  let isOver = false
  let turns = 0
  const count = (): void => {
    if (isOver) return
    turns += 1
    setImmediate(count)
  }
  setImmediate(count)
  const done: number[] = []
  await inSlices([...Array(320).keys()], (item) => {
    spin(0.5)
    done.push(item)
  })
  isOver = true
  expect(done).toEqual([...Array(320).keys()])
  expect(turns).toBeGreaterThanOrEqual(5)
})

test('finishes a short list in the same turn, and rejects if the work fails', async () => {
  const done: number[] = []
  const slices = inSlices([1, 2], (item) => done.push(item))
  expect(done).toEqual([1, 2])
  await slices
  const failing = inSlices([1], () => {
    throw new Error('broken')
  })
  await expect(failing).rejects.toThrow('broken')
})
