import { setImmediate } from 'node:timers/promises'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { expect, test } from 'vitest'
import { EndedTransfers } from './ended-transfers.ts'
import { newRecord, type TransferRecord } from './transfer-record.ts'

setFlagsFromString('--expose-gc')
const collectGarbage = runInNewContext('gc') as () => void

function ended(id: string, state: 'done' | 'failed' = 'done'): TransferRecord {
  const source = { connectionId: 'local', queue: 'demo', direction: 'in' } as const
  const record = newRecord({ id, kind: 'submit', ...source, name: id, createdAt: 0 }, null)
  record.info = { ...record.info, state }
  return record
}

test('cleared transfers do not stay in memory', async () => {
  const transfers = new EndedTransfers()
  const records = Array.from({ length: 1_000 }, (_, number) => new WeakRef(ended(String(number))))
  for (const record of records) transfers.add(record.deref() as TransferRecord)
  transfers.clear()
  // References are weak only after the turn in which they were created or read.
  await setImmediate()
  collectGarbage()
  expect(records.filter((record) => record.deref() !== undefined)).toEqual([])
})

test('the oldest successful transfer is deleted first, whatever was deleted before', () => {
  const transfers = new EndedTransfers()
  transfers.add(ended('failed', 'failed'))
  for (let number = 0; number < 10; number += 1) transfers.add(ended(String(number)))
  for (const id of ['0', '3', '4', '5', '6', '7']) transfers.delete(id)
  expect(transfers.deleteOldestDone()).toBe(true)
  expect(transfers.all().map(({ info }) => info.id)).toEqual(['failed', '2', '8', '9'])
  transfers.add(ended('3'))
  while (transfers.deleteOldestDone());
  expect(transfers.all().map(({ info }) => info.id)).toEqual(['failed'])
})
