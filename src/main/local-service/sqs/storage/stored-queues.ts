import type { DatabaseSync, SQLOutputValue } from 'node:sqlite'
import type { Message, MessageAttributes } from '../message.ts'
import type { InFlight, QueueInfo } from '../queue.ts'

/** A queue as it was stored. */
export type StoredQueue = {
  readonly info: QueueInfo
  readonly waiting: readonly Message[]
  readonly inFlight: readonly InFlight[]
}

/** Reads all queues, with their messages in the order they were sent. */
export function readQueues(db: DatabaseSync): StoredQueue[] {
  const queues = new Map<unknown, { info: QueueInfo; waiting: Message[]; inFlight: InFlight[] }>()
  for (const row of db.prepare('SELECT * FROM sqs_queues').iterate()) {
    queues.set(row['name'], { info: infoOf(row), waiting: [], inFlight: [] })
  }
  const messages = db.prepare('SELECT * FROM messages LEFT JOIN deliveries USING (number) ORDER BY number')
  for (const row of messages.iterate()) {
    const queue = queues.get(row['queue'])
    const [message, receiptHandle] = [messageOf(row), row['receipt_handle']]
    if (typeof receiptHandle !== 'string') queue?.waiting.push(message)
    else queue?.inFlight.push({ message, receiptHandle, deadlineMs: Number(row['deadline_ms']) })
  }
  return [...queues.values()]
}

type Row = Readonly<Record<string, SQLOutputValue>>

function infoOf(row: Row): QueueInfo {
  return {
    name: String(row['name']),
    attributes: textMap(row['attributes']),
    tags: textMap(row['tags']),
    createdSeconds: Number(row['created_timestamp']),
    modifiedSeconds: Number(row['last_modified_timestamp']),
    sequence: Number(row['sequence_counter']),
  }
}

function messageOf(row: Row): Message {
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]))
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]))
  return {
    number: Number(row['number']),
    id: String(row['id']),
    body: String(row['body']),
    bodyMd5: String(row['body_md5']),
    attributes: JSON.parse(String(row['attributes'])) as MessageAttributes,
    attributesMd5: String(row['attributes_md5']),
    sentMs: Number(row['sent_ms']),
    delayedUntilMs: number('delayed_until_ms'),
    groupId: text('group_id'),
    deduplicationId: text('deduplication_id'),
    sequenceNumber: text('sequence_number'),
    receiveCount: Number(row['receive_count']),
    firstReceivedMs: number('first_received_ms'),
    deadLetterSource: text('dead_letter_source'),
  }
}

function textMap(json: unknown): Map<string, string> {
  return new Map(Object.entries(JSON.parse(String(json)) as Record<string, string>))
}
