import { expect, it } from 'vitest'
import { queueFigures } from '../../../testing/metrics-samples.ts'
import { connection } from '../../../testing/samples.ts'
import { matchesText, queueRows, sortRows } from './queue-rows.ts'

it.each(['NFC', 'NFD'] as const)("finds a connection's name in %s, however it is typed", (form) => {
  const row = {
    key: 'local demo',
    figures: queueFigures('demo'),
    connection: connection({ label: 'Büro Zürich'.normalize(form) }),
    alarms: [],
    values: [],
  }
  for (const typed of ['zürich', 'BÜRO demo'])
    expect(['NFC', 'NFD'].map((given) => matchesText(row, typed.normalize(given)))).toEqual([true, true])
  expect(matchesText(row, 'zurich')).toBe(false)
})

it('sorts numbers in names by value', () => {
  const queues = ['batch-10', 'Batch-2', 'batch-1'].map((name) => queueFigures(name))
  const rows = sortRows(queueRows(queues, [], [], undefined), { by: 'queue', descending: false })
  expect(rows.map(({ figures }) => figures.queue)).toEqual(['batch-1', 'Batch-2', 'batch-10'])
})
