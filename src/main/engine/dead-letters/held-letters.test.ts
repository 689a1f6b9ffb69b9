import { expect, test } from 'vitest'
import { deadLettersSnapshot } from '../../../shared/queues/dead-letters.ts'
import type { ReceivedMessage } from '../aws/sqs/sqs-queue.ts'
import { HeldLetter } from './held-letter.ts'
import { HeldLetters } from './held-letters.ts'

const target = { connectionId: 'local', name: 'demo-dead' }

function letter(id: string, body: string, attributes: ReceivedMessage['attributes'] = {}): HeldLetter {
  const times = { sentAt: null, firstReceivedAt: null }
  const more = { damaged: false, receivedCount: 1, traceHeader: null, ...times }
  return new HeldLetter({ id, receiptHandle: id, body, attributes, ...more }, 0)
}

/** A body of 32,000 characters with 8,000 in fields. */
const longBody = JSON.stringify({ bucket: 'b', key: 'k', note: 'x'.repeat(4_000), more: 'y'.repeat(27_900) })

test('a snapshot of many letters is limited in size, and shows the newest in full', () => {
  const held = new HeldLetters(() => 0)
  const value = 'z'.repeat(1_500)
  const attributes = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`a${index}`, { type: 'String', value }]),
  )
  for (let batch = 0; batch < 40; batch += 1) {
    const some = Array.from({ length: 10 }, (_, index) => letter(`${batch}-${index}`, longBody, attributes))
    held.add(held.of(target), some)
  }
  const snapshot = deadLettersSnapshot.parse(held.snapshot())
  const letters = snapshot.queues[0]?.letters ?? []
  expect(letters).toHaveLength(400)
  // In full, they would have 20 MB.
  expect(JSON.stringify(snapshot).length).toBeLessThan(3_000_000)
  expect(letters[0]).toMatchObject({ messageId: '39-0', body: longBody, isTruncated: false })
  expect(letters[0]?.attributes[0]?.value).toBe(value)
  expect(letters.at(-1)).toMatchObject({ messageId: '0-9', bodyLength: longBody.length, isTruncated: true })
  expect(letters.at(-1)?.body).toBe(longBody.slice(0, 1_000))
})

test('small letters are shown in full, however many', () => {
  const held = new HeldLetters(() => 0)
  const body = JSON.stringify({ bucket: 'b', key: 'k', name: 'a.txt' })
  held.add(
    held.of(target),
    Array.from({ length: 2_000 }, (_, index) => letter(`${index}`, body)),
  )
  const letters = held.snapshot().queues[0]?.letters ?? []
  expect(letters.every((one) => one.body === body && !one.isTruncated)).toBe(true)
})
