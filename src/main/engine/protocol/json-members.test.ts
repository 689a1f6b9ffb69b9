import * as fc from 'fast-check'
import { expect, it } from 'vitest'
import { compactJson, jsonAt, jsonItems, jsonMembers } from './json-members.ts'

it('keeps each value as it is written', () => {
  const json = '{"order":9007199254740993,"price":1.10,"e":1E+2,"zero":-0,"n":null,"o": {"x" : [1.0, "]}"]} }'
  expect(Object.fromEntries(jsonMembers(json) ?? [])).toEqual({
    order: '9007199254740993',
    price: '1.10',
    e: '1E+2',
    zero: '-0',
    n: 'null',
    o: '{"x" : [1.0, "]}"]}',
  })
})

it.each(['', '[]', '[{}]', '"a"', '1', 'null', '{', '{"a"}', '{} {}'])('accepts only objects: %s', (json) => {
  expect(jsonMembers(json)).toBeNull()
})

it('uses the last of two members with the same name', () => {
  expect([...(jsonMembers('{"a":1,"b":2,"a":3}') ?? [])]).toEqual([
    ['a', '3'],
    ['b', '2'],
  ])
})

it('splits every array as JSON.parse does', () => {
  const spaced = fc
    .tuple(fc.array(fc.jsonValue()), fc.constantFrom(0, 1, '\t', '\r\n '))
    .map(([value, space]) => JSON.stringify(value, null, space))
  fc.assert(
    fc.property(spaced, (json) => {
      expect((jsonItems(json) ?? []).map((text) => JSON.parse(text) as unknown)).toEqual(JSON.parse(json))
    }),
    { numRuns: 500 },
  )
  expect(jsonItems(' [ 1.10 ,"a]",[ ] ]')).toEqual(['1.10', '"a]"', '[ ]'])
  expect(['{}', '[', '', '1'].map(jsonItems)).toEqual([null, null, null, null])
})

it('finds a nested value', () => {
  const json = '{"a":{"b" : 1.10},"c":[1]}'
  expect([jsonAt(json, 'a', 'b'), jsonAt(json, 'c', '0'), jsonAt(json, 'x', 'y')]).toEqual([
    '1.10',
    null,
    null,
  ])
})

it('compacts everything except strings', () => {
  expect(compactJson('{ "a b" : [ 1.0 ,\n\t"c \\" d" ] }')).toBe('{"a b":[1.0,"c \\" d"]}')
})

it('splits every object as JSON.parse does', () => {
  const spaced = fc
    .tuple(fc.object(), fc.constantFrom(0, 1, '\t', '\r\n '))
    .map(([value, space]) => JSON.stringify(value, null, space).replaceAll('\n', '\n '))
  fc.assert(
    fc.property(spaced, (json) => {
      const members = [...(jsonMembers(json) ?? [])]
      expect(Object.fromEntries(members.map(([name, text]) => [name, JSON.parse(text)]))).toEqual(
        JSON.parse(json),
      )
      for (const [, text] of members) expect(json).toContain(text)
    }),
    { numRuns: 500 },
  )
})
