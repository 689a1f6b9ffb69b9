import { setImmediate } from 'node:timers/promises'
import { expect, test } from 'vitest'
import type { LedgerRequestName } from './ledger-requests.ts'
import { PendingBatch } from './pending-batch.ts'

const waiter = { resolve: () => {}, reject: () => {} }

/** Returns a batch with this many writes per turn of the event loop. Each write has its number as its id. */
async function batchOf(...turns: readonly number[]): Promise<PendingBatch> {
  const batch = new PendingBatch()
  let number = 0
  for (const writes of turns) {
    for (let count = 0; count < writes; count += 1) {
      batch.addWrite({ op: 'multipart:finish', uploadId: String(number) }, waiter)
      number += 1
    }
    await setImmediate()
  }
  return batch
}

function idsOf({ writes }: PendingBatch): number[] {
  return writes.map((write) => ('uploadId' in write ? Number(write.uploadId) : -1))
}

test.each([
  { turns: [3, 4], first: 7 },
  { turns: [4, 4, 4], first: 8 },
  { turns: [4, 4, 4, 4, 4], first: 8 },
  { turns: [30, 2], first: 30 },
  { turns: [30], first: 30 },
  { turns: [6, 6], first: 6 },
  { turns: [], first: 0 },
])('of turns with $turns writes, $first are sent first', async ({ turns, first }) => {
  const batch = await batchOf(...turns)
  const all = idsOf(batch)
  const rest = batch.splitAfter(10)
  expect([batch.writes.length, batch.writers.length]).toEqual([first, first])
  expect(rest.writers).toHaveLength(rest.writes.length)
  expect([...idsOf(batch), ...idsOf(rest)]).toEqual(all)
})

test('splits the rest in the same way', async () => {
  const batch = await batchOf(4, 4, 4, 4, 4)
  const rest = batch.splitAfter(10)
  const last = rest.splitAfter(10)
  expect([batch, rest, last].map(idsOf)).toEqual([
    [0, 1, 2, 3, 4, 5, 6, 7],
    [8, 9, 10, 11, 12, 13, 14, 15],
    [16, 17, 18, 19],
  ])
})

test('only requests for lists that are read again after each change do not wait for the rest', async () => {
  const batch = await batchOf(6, 6)
  const names: readonly LedgerRequestName[] = ['history:count', 'jobs:window', 'jobs:counts', 'close']
  for (const name of names) batch.addRequest({ name, params: null } as never, waiter)
  const rest = batch.splitAfter(10)
  expect(batch.requests.map(({ name }) => name)).toEqual(['jobs:window', 'jobs:counts'])
  expect(rest.requests.map(({ name }) => name)).toEqual(['history:count', 'close'])
  expect([batch.requesters, rest.requesters].map(({ length }) => length)).toEqual([2, 2])
})

test('keeps every write of 300,000', async () => {
  const batch = await batchOf(...Array.from({ length: 1_200 }, () => 250))
  const rest = batch.splitAfter(512)
  expect([...idsOf(batch), ...idsOf(rest)]).toEqual(Array.from({ length: 300_000 }, (_, id) => id))
  expect(batch.writers.length + rest.writers.length).toBe(300_000)
})
