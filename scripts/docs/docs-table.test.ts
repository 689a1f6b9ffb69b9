import { expect, test } from 'vitest'
import { withTable } from './docs-table.mjs'

test('replaces the table between its markers and keeps the rest', () => {
  const text = 'a\n<!-- table:start -->\nold\n<!-- table:end -->\nb\n'
  expect(withTable(text, '| 1 |\n')).toBe('a\n<!-- table:start -->\n\n| 1 |\n\n<!-- table:end -->\nb\n')
})

test('rejects a page without the markers', () => {
  expect(() => withTable('nothing', '| 1 |')).toThrow('table:start')
})
