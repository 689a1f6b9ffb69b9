import { expect, test } from 'vitest'
import { faultTable, readFaultOptions } from './fault-table.mjs'

test('parses its own options and passes the rest to the test runner', () => {
  expect(readFaultOptions(['--seeds', '50', 'disks', '--save', '--seed', '7'])).toEqual({
    env: { FAULTS_SEEDS: '50', FAULTS_SEED: '7' },
    rest: ['disks'],
    save: true,
  })
})

test('sums up rows of the same kind, and adds a total', () => {
  const row = { kind: 'kill', faults: 1_200, jobs: 3, lost: 0, duplicates: 1, saved: 2, corrupt: 0 }
  const rows = [
    row,
    { ...row, kind: 'delay', lost: 1, faults: 200 },
    { ...row, kind: 'delay', faults: 1_000 },
  ]
  const table = faultTable(rows.map((line) => `${JSON.stringify(line)}\n`).join(''))
  const [head, , first, second, sum] = table
    .split('\n')
    .map((line) => line.split('|').map((cell) => cell.trim()))
  expect(head?.[1]).toBe('fault')
  expect([first?.[1], second?.[1]]).toEqual(['delay', 'kill'])
  expect(sum?.slice(1, 8)).toEqual(['**total**', '2,400', '9', '1', '3', '6', '0'])
})
