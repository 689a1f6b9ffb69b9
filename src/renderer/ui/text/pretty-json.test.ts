import { expect, test } from 'vitest'
import { prettyJson } from './pretty-json.ts'

test('puts each member on its own line', () => {
  expect(prettyJson('{ "a": 1, "b": " x  y " }')).toBe('{\n  "a": 1,\n  "b": " x  y "\n}')
})

test.each(['plain text', '12345678901234567890', '{"n": 12345678901234567890}', '{"a":1,"a":2}'])(
  'leaves %s unchanged',
  (text) => {
    expect(prettyJson(text)).toBe(text)
  },
)

test.each([
  ['arrays', '['.repeat(3_000) + ']'.repeat(3_000)],
  ['objects', '{"a":'.repeat(3_000) + '1' + '}'.repeat(3_000)],
  ['both', '{"a":['.repeat(11) + '1' + ']}'.repeat(11)],
])('leaves deeply nested %s unchanged', (_, text) => {
  // Not toBe, which would compare megabytes line by line.
  expect(prettyJson(text) === text).toBe(true)
})

test('brackets in texts are not levels', () => {
  const text = JSON.stringify({ a: '[{'.repeat(100), b: '"[\\"['.repeat(100) })
  expect(prettyJson(text)).toBe(JSON.stringify(JSON.parse(text), null, 2))
})
