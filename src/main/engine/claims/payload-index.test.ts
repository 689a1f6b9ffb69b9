import { expect, test } from 'vitest'
import type { ClaimRecord } from './claim-record.ts'
import { PayloadIndex } from './payload-index.ts'

const claims = (count: number, key: string | null = 'k'): ClaimRecord[] =>
  Array.from(
    { length: count },
    (_, order) =>
      ({ connectionId: 'a', order, job: { status: 'pending', bucket: 'b', key } }) as unknown as ClaimRecord,
  )

const any = (): boolean => true

test("finds a payload's latest claim that is still listed", () => {
  const index = new PayloadIndex()
  const [first, second, third] = claims(3) as [ClaimRecord, ClaimRecord, ClaimRecord]
  for (const record of [first, second, third]) index.add(record)
  expect(index.latest(first, any)).toBe(third)
  expect(index.latest(third, (other) => other !== third)).toBe(second)
  index.remove(third)
  index.remove(third)
  expect(index.latest(first, any)).toBe(second)
  index.remove(first)
  index.remove(second)
  expect(index.latest(first, any)).toBeUndefined()
})

test('never matches messages without a payload', () => {
  const index = new PayloadIndex()
  const [one, other] = claims(2, null) as [ClaimRecord, ClaimRecord]
  index.add(one)
  index.add(other)
  expect(index.latest(other, any)).toBeUndefined()
})

// If each removal searched the list, this would take minutes.
test.each(['k', null])('removes 200,000 claims with the payload %s one by one', (key) => {
  const index = new PayloadIndex()
  const all = claims(200_000, key)
  for (const record of all) index.add(record)
  for (const record of all) index.remove(record)
  const [first] = all
  expect(first === undefined ? null : index.latest(first, any)).toBeUndefined()
})

// If each search went through all removed claims, this would take minutes, too.
test('finds the latest of 200,000 claims while they are removed', () => {
  const index = new PayloadIndex()
  const all = claims(200_000)
  for (const record of all) index.add(record)
  for (const record of all.toReversed()) {
    expect(index.latest(record, any) === record).toBe(true)
    index.remove(record)
  }
})
