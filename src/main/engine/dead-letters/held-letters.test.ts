import { expect, test } from 'vitest'
import { deadLettersSnapshot } from '../../../shared/queues/dead-letters.ts'
import type { ReceivedMessage } from '../aws/sqs/sqs-queue.ts'
import { HeldDeadLetter } from './held-dead-letter.ts'
import { HeldDeadLetters } from './held-dead-letters.ts'

const target = { connectionId: 'local', name: 'demo-dead' }

function deadLetter(
  id: string,
  body: string,
  attributes: ReceivedMessage['attributes'] = {},
): HeldDeadLetter {
  const times = { sentAt: null, firstReceivedAt: null }
  const more = { damaged: false, receivedCount: 1, traceHeader: null, ...times }
  return new HeldDeadLetter({ id, receiptHandle: id, body, attributes, ...more }, 0)
}

/** A body of 32,000 characters with 8,000 in fields. */
const longBody = JSON.stringify({ bucket: 'b', key: 'k', note: 'x'.repeat(4_000), more: 'y'.repeat(27_900) })

test('a snapshot of many letters is limited in size, and shows the newest in full', () => {
  const held = new HeldDeadLetters(() => 0)
  const value = 'z'.repeat(1_500)
  const attributes = Object.fromEntries(
    Array.from({ length: 10 }, (_, index) => [`a${index}`, { type: 'String', value }]),
  )
  for (let batch = 0; batch < 40; batch += 1) {
    const some = Array.from({ length: 10 }, (_, index) =>
      deadLetter(`${batch}-${index}`, longBody, attributes),
    )
    held.add(held.of(target), some)
  }
  const snapshot = deadLettersSnapshot.parse(held.snapshot())
  const deadLetters = snapshot.queues[0]?.deadLetters ?? []
  expect(deadLetters).toHaveLength(400)
  // In full, they would have 20 MB.
  expect(JSON.stringify(snapshot).length).toBeLessThan(3_000_000)
  expect(deadLetters[0]).toMatchObject({ messageId: '39-0', body: longBody, isTruncated: false })
  expect(deadLetters[0]?.attributes[0]?.value).toBe(value)
  expect(deadLetters.at(-1)).toMatchObject({
    messageId: '0-9',
    bodyLength: longBody.length,
    isTruncated: true,
  })
  expect(deadLetters.at(-1)?.body).toBe(longBody.slice(0, 1_000))
})

test('small letters are shown in full, however many', () => {
  const held = new HeldDeadLetters(() => 0)
  const body = JSON.stringify({ bucket: 'b', key: 'k', name: 'a.txt' })
  held.add(
    held.of(target),
    Array.from({ length: 2_000 }, (_, index) => deadLetter(`${index}`, body)),
  )
  const deadLetters = held.snapshot().queues[0]?.deadLetters ?? []
  expect(deadLetters.every((one) => one.body === body && !one.isTruncated)).toBe(true)
})
