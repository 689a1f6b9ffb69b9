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
