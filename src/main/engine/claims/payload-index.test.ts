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

test('messages without a payload have nothing in common', () => {
  const index = new PayloadIndex()
  const [one, other] = claims(2, null) as [ClaimRecord, ClaimRecord]
  index.add(one)
  index.add(other)
  expect(index.latest(other, any)).toBeUndefined()
})

// With a search for each removal, this takes minutes.
test.each(['k', null])('200,000 claims with the payload %s are removed one by one', (key) => {
  const index = new PayloadIndex()
  const all = claims(200_000, key)
  for (const record of all) index.add(record)
  for (const record of all) index.remove(record)
  const [first] = all
  expect(first === undefined ? null : index.latest(first, any)).toBeUndefined()
})

// If each search passed all that were removed before it, this would take minutes, too.
test('the latest of 200,000 claims is found while they are removed', () => {
  const index = new PayloadIndex()
  const all = claims(200_000)
  for (const record of all) index.add(record)
  for (const record of all.toReversed()) {
    expect(index.latest(record, any) === record).toBe(true)
    index.remove(record)
  }
})
