import { expect, it } from 'vitest'
import { queueFigures } from '../../../testing/metrics-samples.ts'
import { connection } from '../../../testing/samples.ts'
import { matchesText } from './queue-rows.ts'

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
