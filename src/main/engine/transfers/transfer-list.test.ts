import { expect, test } from 'vitest'
import { keptEnded, TransferList } from './transfer-list.ts'
import { newRecord } from './transfer-record.ts'
import type { TransferRecord } from './transfer-record.ts'

const info = { kind: 'submit', connectionId: 'c', queue: 'demo', direction: 'in', createdAt: 1 } as const

test('drops the oldest successful transfers but counts them, and keeps failed ones', () => {
  const list = new TransferList(() => 1)
  for (let number = 0; number < keptEnded + 10; number += 1) {
    const record = newRecord({ ...info, id: `t${number}`, name: `t${number}` }, null)
    list.add(record)
    list.change(record, { state: number === 0 ? 'failed' : 'done' })
  }
  expect(list.ended()).toHaveLength(keptEnded)
  expect([list.has('t0'), list.has('t10'), list.has('t11')]).toEqual([true, false, true])
  expect(list.snapshot().counts).toMatchObject({ failed: 1, done: keptEnded + 9 })
  list.clear()
  expect(list.snapshot().counts).toMatchObject({ failed: 1, done: 0 })
  expect([list.has('t0'), list.has('t11')]).toEqual([true, false])
})

test('finishing a transfer does not visit the others, whatever their number and state', () => {
  const list = new TransferList(() => 1)
  const more = 2_000
  let visits = 0
  const counting = (record: TransferRecord): TransferRecord => {
    let { info } = record
    return Object.defineProperty(record, 'info', {
      get: () => {
        visits += 1
        return info
      },
      set: (value: typeof info) => {
        info = value
      },
    })
  }
  for (let number = 0; number < keptEnded + more; number += 1) {
    const record = counting(newRecord({ ...info, id: `t${number}`, name: `t${number}` }, null))
    list.add(record)
    if (number === keptEnded) visits = 0
    list.change(record, { state: 'cancelled' })
  }
  expect(visits).toBeLessThan(more * 50)
  expect(list.ended()).toHaveLength(keptEnded + more)
})

test('200,000 transfers are added, cancelled latest first, and cleared', () => {
  const list = new TransferList(() => 1)
  const records = Array.from({ length: 200_000 }, (_, number) =>
    newRecord({ ...info, id: `t${number}`, name: `t${number}` }, null),
  )
  for (const record of records) list.add(record)
  expect(list.snapshot().counts.waiting).toBe(200_000)
  for (const record of records.toReversed()) list.change(record, { state: 'cancelled' })
  expect(list.snapshot().counts).toMatchObject({ waiting: 0, cancelled: 200_000 })
  expect(list.clear()).toHaveLength(200_000)
  expect(list.snapshot().counts.cancelled).toBe(0)
})

test('lists the latest finished transfers first, even after some were retried and cleared', () => {
  const list = new TransferList(() => 1)
  const records = ['a', 'b', 'c'].map((id) => newRecord({ ...info, id, name: id }, null))
  for (const record of records) {
    list.add(record)
    list.change(record, { state: 'failed' })
  }
  const listed = (): string[] => list.snapshot().transfers.map(({ id }) => id)
  expect(listed()).toEqual(['c', 'b', 'a'])
  const [first] = records
  if (first === undefined) throw new Error('There is no record.')
  list.change(first, { state: 'waiting' })
  expect(listed()).toEqual(['a', 'c', 'b'])
  list.change(first, { state: 'done' })
  expect(listed()).toEqual(['c', 'b', 'a'])
  expect(list.ended().map(({ info: { id } }) => id)).toEqual(['b', 'c', 'a'])
  list.clear()
  expect(listed()).toEqual(['c', 'b'])
})

test('truncates names and keys from a message', () => {
  const list = new TransferList(() => 1)
  const long = 'é'.repeat(1_000_000)
  const record = newRecord({ ...info, id: 't', name: long, key: long }, null)
  list.add(record)
  const size = (): number => JSON.stringify(list.snapshot()).length
  expect(size()).toBeLessThan(10_000)
  list.change(record, { name: long, key: long })
  expect(size()).toBeLessThan(10_000)
  list.change(record, { name: 'a', key: null })
  expect(list.snapshot().transfers[0]).toMatchObject({ name: 'a', key: null })
})
