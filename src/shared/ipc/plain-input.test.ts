import { expect, it } from 'vitest'
import { inputProblem } from './plain-input.ts'

// Without limits, visiting these inputs would take seconds, years or all memory.

function nested(levels: number, wrap: (inner: unknown) => unknown): unknown {
  let value: unknown = 'x'
  for (let level = 0; level < levels; level += 1) value = wrap(value)
  return value
}

function sparse(length: number): unknown[] {
  const list: unknown[] = []
  list.length = length
  return list
}

/** Wraps an input to count every read of its values. */
function countReads(input: unknown): { readonly input: unknown; readonly reads: () => number } {
  let reads = 0
  const known = new WeakMap<object, unknown>()
  const counted = (value: unknown): unknown => {
    if (typeof value !== 'object' || value === null) return value
    const proxy =
      known.get(value) ??
      new Proxy(value, {
        get(target, name) {
          if (name !== 'length') reads += 1
          return counted(Reflect.get(target, name))
        },
      })
    known.set(value, proxy)
    return proxy
  }
  return { input: counted(input), reads: () => reads }
}

const cycle: unknown[] = []
cycle.push(cycle, cycle, cycle)

it.each<[string, unknown]>([
  ['a list that contains another one twice, and so on', nested(15, (inner) => Array(10).fill(inner))],
  ['an object that shares its values', nested(60, (inner) => ({ a: inner, b: inner }))],
  [
    'an object that shares ten values',
    nested(6, (inner) => Object.fromEntries(Array.from('abcdefghij').map((name) => [name, inner]))),
  ],
  ['a list that contains itself', cycle],
  ['an empty list with a length of four billion', sparse(2 ** 32 - 1)],
  ['100,000 levels', nested(100_000, (inner) => [inner])],
  ['100,000 numbers', Array(100_000).fill(1)],
  ['100,000 names', Object.fromEntries(Array.from({ length: 100_000 }, (_, at) => [`n${at}`, 1]))],
  ['a text of nine million characters', 'x'.repeat(9_000_000)],
  ['one long text many times', Array(1_000).fill('x'.repeat(10_000))],
  ['a name of nine million characters', { ['x'.repeat(9_000_000)]: 1 }],
])('rejects %s as too large', (_name, given) => {
  const { input, reads } = countReads(given)
  expect(inputProblem(input)).toBe('too-large')
  // Reading this many takes a few milliseconds.
  expect(reads()).toBeLessThanOrEqual(60_000)
})

it.each<[string, unknown]>([
  ['a BigInt', 2n ** 64n],
  ['a BigInt in a list', [[1n]]],
  ['a date', new Date()],
  ['a map', new Map([[1, 2]])],
  ['a set', new Set([1])],
  ['bytes', new Uint8Array(100_000_000)],
  ['a buffer', new ArrayBuffer(100_000_000)],
  ['a pattern', /x/],
  ['an error', new Error('x')],
  ['a boxed string', Object('x')],
])('rejects %s as not plain', (_name, input) => {
  expect(inputProblem({ input })).toBe('not-plain')
})

it('rejects a list with gaps at the first one', () => {
  const { input, reads } = countReads(Object.assign(sparse(50_000), { 0: 'x', 49_999: 'x' }))
  expect(inputProblem(input)).toBe('not-plain')
  expect(reads()).toBe(2)
})

it("rejects what exceeds the call's limits", () => {
  const limits = { values: 3, characters: 10, maxTextLength: 10 }
  expect(inputProblem({ a: 1, b: 'x'.repeat(8) }, limits)).toBeNull()
  expect(inputProblem({ a: 1, b: 2, c: 3 }, limits)).toBe('too-large')
  expect(inputProblem([['x'.repeat(10)]], limits)).toBeNull()
  expect(inputProblem([[1], 2], limits)).toBe('too-large')
  expect(inputProblem({ a: 'x'.repeat(10) }, limits)).toBe('too-large')
  expect(inputProblem('xxx', { ...limits, maxTextLength: 2 })).toBe('too-large')
})

it('accepts what the page sends', () => {
  const files = Array.from({ length: 10_000 }, () => ({ token: 'x'.repeat(36), name: null, fields: {} }))
  for (const input of [null, undefined, true, 1, 'x', {}, [], { queue: 'demo', files }])
    expect(inputProblem(input)).toBeNull()
})
