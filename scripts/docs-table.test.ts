import { expect, test } from 'vitest'
import { withTable } from './docs-table.mjs'

test('puts a table between its own marks and leaves the rest', () => {
  const text = 'a\n<!-- x:start -->\nold\n<!-- x:end -->\nb\n<!-- y:start -->\n<!-- y:end -->\n'
  expect(withTable(text, 'x', '| 1 |\n')).toBe(
    'a\n<!-- x:start -->\n\n| 1 |\n\n<!-- x:end -->\nb\n<!-- y:start -->\n<!-- y:end -->\n',
  )
})

test('says so where there is no place for it', () => {
  expect(() => withTable('nothing', 'x', '| 1 |')).toThrow('x:start')
})
