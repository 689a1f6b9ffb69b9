import { expect, test } from 'vitest'
import { evaluate } from './result.ts'
import { toMarkdown, toText } from './table.ts'

test('shows whether a target was met, and the note', () => {
  const row = { workload: 'w', against: 'a', ours: 190, theirs: 200, unit: 'jobs/s', note: 'because' }
  const missed = evaluate(row, { sign: '≥', value: 2, of: 'ratio' })
  expect(toText([missed])).toMatch(/190 jobs\/s +200 jobs\/s +0\.95 × +≥ 2 × +missed[^]*w, a: because/)
  expect(toMarkdown([missed])).toContain('| 190 jobs/s | 200 jobs/s | 0.95 × | ≥ 2 × | missed |')
})
