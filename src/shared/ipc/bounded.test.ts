import { expect, it } from 'vitest'
import { z } from 'zod'
import { listOf, recordOf, textsOf } from './bounded.ts'

const words = listOf(z.string().max(3), 4)
const fields = recordOf(3, z.string(), 2)

it('parses a list and reports the first invalid item', () => {
  expect(words.parse(['a', 'b'])).toEqual(['a', 'b'])
  const { error } = words.safeParse(['a', 1, 2, 3])
  expect(error?.issues).toHaveLength(1)
  expect(error?.issues[0]?.path).toEqual([1])
})

it.each([[[]], [['a', 'b', 'c', 'd', 'e']], ['abc'], [{ length: 1, 0: 'a' }]])('rejects %j', (input) => {
  expect(words.safeParse(input).success).toBe(false)
})

it('does not parse any item of a list that is too long', () => {
  let looks = 0
  const counted = listOf(
    z.unknown().refine(() => {
      looks += 1
      return true
    }),
    4,
  )
  expect(counted.safeParse(Array(5).fill(1)).success).toBe(false)
  expect(looks).toBe(0)
})

it('parses named values, even one called __proto__', () => {
  const input = JSON.parse('{"a":"1","__proto__":"p"}') as unknown
  const { data, error } = recordOf(9, z.string(), 2).safeParse(input)
  expect(error).toBeUndefined()
  expect(Object.entries(data ?? {})).toEqual([
    ['a', '1'],
    ['__proto__', 'p'],
  ])
  expect(Object.getPrototypeOf(data)).toBe(Object.prototype)
})

it.each([[{ long: '1' }], [{ a: 1 }], [{ a: '1', b: '2', c: '3' }], [['a']], [null]])(
  'rejects %j',
  (input) => {
    const { success, error } = fields.safeParse(input)
    expect(success).toBe(false)
    expect(error?.issues).toHaveLength(1)
  },
)

it('parses strings, and reports the first value that is not a string or is too long', () => {
  const texts = textsOf(3, 5, 2)
  expect(texts.parse({ a: 'short', b: '' })).toEqual({ a: 'short', b: '' })
  for (const input of [{ a: 'longer' }, { a: 1 }, { long: 'x' }, { a: '', b: '', c: '' }])
    expect(texts.safeParse(input).error?.issues).toHaveLength(1)
})
