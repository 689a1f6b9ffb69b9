import { expect, it } from 'vitest'
import { RowSlots } from './row-slots.ts'

const rows = (...keys: readonly string[]) => keys.map((key) => ({ key, canMove: true }))

it('keeps the slots of rows that stay, and reuses the other slots for new rows', () => {
  const slots = new RowSlots()
  expect(slots.assign(rows('a', 'b', 'c'))).toEqual(['slot 0', 'slot 1', 'slot 2'])
  expect(slots.assign(rows('b', 'c', 'd'))).toEqual(['slot 1', 'slot 2', 'slot 0'])
  expect(slots.assign(rows('b', 'c', 'd'))).toEqual(['slot 1', 'slot 2', 'slot 0'])
  expect(slots.assign(rows('x', 'c'))).toEqual(['slot 0', 'slot 2'])
  expect(slots.assign(rows('c', 'y', 'z', 'x'))).toEqual(['slot 2', 'slot 1', 'slot 3', 'slot 0'])
})

it('gives a row with fixed elements its own key', () => {
  const slots = new RowSlots()
  expect(slots.assign([{ key: 'group', canMove: false }, ...rows('a')])).toEqual(['group', 'slot 0'])
  expect(slots.assign(rows('b'))).toEqual(['slot 0'])
})

it('leaves the elements where they are while the list scrolls, and puts them in order afterwards', () => {
  const slots = new RowSlots()
  expect(slots.place(['slot 0', 'slot 1', 'slot 2'], true)).toEqual([0, 1, 2])
  expect(slots.place(['slot 1', 'slot 2', 'slot 0'], true)).toEqual([2, 0, 1])
  expect(slots.place(['slot 2', 'group', 'slot 0', 'slot 1'], true)).toEqual([2, 3, 0, 1])
  expect(slots.place(['slot 2', 'group', 'slot 0', 'slot 1'], false)).toEqual([0, 1, 2, 3])
  expect(slots.place(['slot 0', 'slot 2'], true)).toEqual([1, 0])
})
