import { describe, expect, it } from 'vitest'
import { parseJson, type JsonNode } from './json-tree.ts'

/** Converts a tree back to the value that it represents. */
function valueOf(node: JsonNode | null): unknown {
  if (node === null) return undefined
  if (node.kind === 'value') return node.type === 'string' ? node.text : JSON.parse(node.text)
  const entries = node.entries.map(({ name, node: value }) => [name, valueOf(value)] as const)
  return node.kind === 'array' ? entries.map(([, value]) => value) : Object.fromEntries(entries)
}

const text = '{"a": [1, -2.5e3, true, null], "b\\"\\u00e4": {"c": "x, \\\\"}, "": []} '

describe('parsing JSON into a tree', () => {
  it('represents every value', () => {
    expect(valueOf(parseJson(text, false))).toEqual(JSON.parse(text))
    expect(valueOf(parseJson('5', false))).toBe(5)
  })

  it('keeps the digits of a number', () => {
    expect(parseJson('12345678901234567890.10', false)).toEqual({
      kind: 'value',
      type: 'number',
      text: '12345678901234567890.10',
    })
  })

  it.each(['', '{', '{"a"}', '[1 2]', '[1,]x', '{"a":1}}', 'oops', '{a:1}', '"'])('rejects %j', (bad) => {
    expect(parseJson(bad, false)).toBeNull()
  })

  it('accepts text cut at any position', () => {
    for (let end = 1; end < text.length - 1; end += 1) {
      const root = parseJson(text.slice(0, end), true)
      expect(root).toMatchObject({ kind: 'object', isTruncated: true })
    }
  })

  it('accepts text nested deeper than the call stack, and limits the number of values', () => {
    const deep = parseJson('['.repeat(250_000), true)
    expect(deep).toMatchObject({ kind: 'array', isTruncated: true })
    const long = parseJson(`[${'1,'.repeat(100_000)}1]`, false)
    expect(long).toMatchObject({ isTruncated: true })
    expect(long?.kind === 'array' && long.entries.length).toBe(49_999)
  })

  it('parses a string full of quotes quickly', () => {
    expect(parseJson(`["${'\\"'.repeat(120_000)}`, true)).toMatchObject({ kind: 'array', entries: [] })
  })
})
