import { expect, test } from 'vitest'
import { Scheduler, type SchedulerOptions } from './scheduler.ts'
import { newRecord } from './transfer-record.ts'
import type { TransferRecord } from './transfer-record.ts'

const mebibyte = 1_024 * 1_024

function record(name: string, rank: number, connectionId = 'local'): TransferRecord {
  const info = { kind: 'submit', queue: 'demo', direction: 'in', createdAt: 0 } as const
  const made = newRecord({ ...info, id: name, connectionId, name }, null)
  made.rank = rank
  return made
}

/** A scheduler that records which transfers have started. `end` releases a slot. */
function line(options: Omit<SchedulerOptions, 'start'>) {
  const turns: string[] = []
  const ends = new Map<string, () => void>()
  const scheduler = new Scheduler({
    ...options,
    start: ({ info: { name } }, release) => {
      turns.push(name)
      ends.set(name, release)
    },
  })
  const join = (each: TransferRecord, bytes: number | null): void => scheduler.add(each, bytes)
  return { scheduler, turns, join, end: (name: string) => ends.get(name)?.() }
}

test('starts transfers by rank, not in the order they were added', () => {
  const { scheduler, turns, join, end } = line({ smallSlots: 1, largeSlots: 0 })
  join(record('first', 1), 1)
  const [c, b, a] = [record('c', 9), record('b', 5), record('a', 2)]
  for (const each of [c, b, a]) join(each, 1)
  end('first')
  end('first')
  expect(turns).toEqual(['first', 'a'])
  b.rank = 10
  scheduler.reorder([a, b, c])
  scheduler.remove(a)
  end('a')
  end('c')
  expect(turns).toEqual(['first', 'a', 'c', 'b'])
})

test('a small file never waits for a large one, and an unknown size counts as large', () => {
  const { turns, join } = line({ smallSlots: 2, largeSlots: 1 })
  join(record('large', 1), 5 * mebibyte)
  join(record('unknown', 2), null)
  join(record('edge', 3), mebibyte)
  join(record('small', 4), mebibyte - 1)
  join(record('empty', 5), 0)
  join(record('third', 6), 1)
  expect(turns).toEqual(['large', 'small', 'empty'])
})

test('a removed transfer does not block the others and can be added again', () => {
  const { scheduler, turns, join, end } = line({ smallSlots: 1, largeSlots: 0 })
  const records = Array.from({ length: 5_000 }, (_, index) => record(`${index}`, index + 1))
  for (const each of records) join(each, 1)
  for (const each of records.slice(1, 4_999)) scheduler.remove(each)
  join(records[3] ?? record('', 0), 1)
  end('0')
  end('3')
  expect(turns).toEqual(['0', '3', '4999'])
})

test('a closed connection does not block the others', () => {
  const open = new Set(['home'])
  const { scheduler, turns, join, end } = line({ smallSlots: 1, isOpen: (id) => open.has(id) })
  for (const [index, name] of ['a', 'b', 'c'].entries()) join(record(name, index + 1, 'away'), 1)
  join(record('d', 4, 'home'), 1)
  end('d')
  expect(turns).toEqual(['d'])
  expect(scheduler.startProbe('elsewhere')).toBeNull()
  expect(scheduler.startProbe('away')?.info.name).toBe('a')
  open.add('away')
  scheduler.startReady()
  expect(turns).toEqual(['d', 'a'])
  end('a')
  expect(turns).toEqual(['d', 'a', 'b'])
})
