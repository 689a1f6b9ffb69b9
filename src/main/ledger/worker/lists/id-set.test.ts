import { expect, test } from 'vitest'
import { IdSet } from './id-set.ts'

test('returns its ids from the largest to the smallest', () => {
  const set = new IdSet(7, 200)
  const ids = [7, 8, 38, 39, 70, 71, 102, 103, 199, 5_000]
  for (const id of ids) set.add(id)
  set.add(50)
  set.delete(50)
  const found: number[] = []
  set.eachDescending((id) => found.push(id))
  expect(found).toEqual(ids.toReversed())
})
