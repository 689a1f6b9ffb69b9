import { expect, it } from 'vitest'
import { z } from 'zod'
import { listOf, recordOf } from './bounded.ts'
import { limitsOf } from './input-limits.ts'
import { maxInput } from './plain-input.ts'

const word = z.string().max(10)

it('adds up the values and the characters of the largest valid input', () => {
  const point = z.strictObject({ at: z.tuple([z.int(), z.int()]), name: word.nullable() })
  const schema = z.strictObject({ points: listOf(point, 1_000), note: z.string().max(500_000).optional() })
  expect(limitsOf(schema)).toEqual({
    // The input, the list and the note, and 5 values for each point.
    values: 3 + 1_000 * 5,
    characters: 'pointsnote'.length + 500_000 + 1_000 * ('atname'.length + 10),
    maxTextLength: 500_000,
  })
})

it("counts a record's names", () => {
  expect(limitsOf(recordOf(10, z.string().max(90), 5_000))).toMatchObject({
    values: 5_001,
    characters: 500_000,
  })
})

it('takes the largest option of each kind', () => {
  const schema = z.union([listOf(z.int(), 3_000), z.strictObject({ text: z.string().max(300_000) })])
  expect(limitsOf(schema)).toEqual({
    values: 3_001,
    characters: 'text'.length + 300_000,
    maxTextLength: 300_000,
  })
})

it('has a minimum for small inputs and a maximum for huge ones', () => {
  expect(limitsOf(z.null())).toEqual({ values: 1_000, characters: 200_000, maxTextLength: 100_000 })
  const huge = listOf(listOf(z.string().max(1e9), 10_000), 10_000)
  expect(limitsOf(huge)).toEqual(maxInput)
})

it.each([
  ['a list without a maximum', z.array(z.int())],
  ['a list that reports every invalid item', z.array(z.int()).max(3)],
  ['a record', z.record(z.string(), z.int())],
  ['anything', z.unknown()],
])('does not accept %s', (_name, schema) => {
  expect(() => limitsOf(z.strictObject({ schema }))).toThrow(TypeError)
})
