import { expect, test } from 'vitest'
import { faultTable, readFaultOptions } from './fault-table.mjs'

test('reads its own options and leaves the rest to the runner', () => {
  expect(readFaultOptions(['--seeds', '50', 'disks', '--readme', '--seed', '7'])).toEqual({
    env: { FAULTS_SEEDS: '50', FAULTS_SEED: '7' },
    rest: ['disks'],
    readme: true,
  })
})

test('adds up the rows, and those of a kind into one', () => {
  const row = { kind: 'kill', faults: 1_200, jobs: 3, lost: 0, duplicates: 1, saved: 2, differing: 0 }
  const rows = [row, { ...row, kind: 'dark', lost: 1, faults: 200 }, { ...row, kind: 'dark', faults: 1_000 }]
  const table = faultTable(rows.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const [head, , first, second, sum] = table
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  expect(head?.[1]).toBe('what went wrong')
  expect([first?.[1], second?.[1]]).toEqual(['dark', 'kill'])
  expect(sum?.slice(1, 8)).toEqual(['**all**', '2,400', '9', '1', '3', '6', '0'])
})
