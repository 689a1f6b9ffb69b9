import { expect, test } from 'vitest'
import { keptEnded, TransferList } from './transfer-list.ts'
import { newRecord } from './transfer-record.ts'

const info = { kind: 'submit', connectionId: 'c', queue: 'demo', direction: 'in', createdAt: 1 } as const

test('drops the oldest done transfers but counts them, and keeps failed ones', () => {
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
  expect(list.snapshot().counts).toMatchObject({ failed: 0, done: 0 })
})
