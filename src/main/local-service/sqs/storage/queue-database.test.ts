import { mkdtemp, readdir, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createMessage } from '../message.ts'
import { QueueDatabase } from './queue-database.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-queues-'))
})
afterEach(() => rm(folder, { recursive: true }))

async function modes(): Promise<string[]> {
  const names = await readdir(folder)
  const all = names.map(
    async (name) => `${name} ${((await stat(join(folder, name))).mode & 0o777).toString(8)}`,
  )
  return (await Promise.all(all)).toSorted()
}

test.skipIf(process.platform === 'win32')('other users cannot read the messages', async () => {
  const umask = process.umask(0)
  try {
    const database = new QueueDatabase(folder, () => undefined)
    const found = await modes()
    expect(found).toContain('fauxqs.db 600')
    expect(found.every((entry) => entry.endsWith(' 600'))).toBe(true)
    database.close()
  } finally {
    process.umask(umask)
  }
})

test.skipIf(process.platform === 'win32')('the files from an older version become private', async () => {
  await writeFile(join(folder, 'fauxqs.db'), '', { mode: 0o644 })
  const database = new QueueDatabase(folder, () => undefined)
  expect(await modes()).toContain('fauxqs.db 600')
  database.close()
})

/** The tables of the version before messages had numbers. */
const oldTables = `
  CREATE TABLE sqs_queues (
    name TEXT PRIMARY KEY, url TEXT NOT NULL, arn TEXT NOT NULL, attributes TEXT NOT NULL, tags TEXT NOT NULL,
    created_timestamp INTEGER NOT NULL, last_modified_timestamp INTEGER NOT NULL,
    sequence_counter INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE sqs_messages (
    message_id TEXT PRIMARY KEY, queue_name TEXT NOT NULL REFERENCES sqs_queues(name) ON DELETE CASCADE,
    body TEXT NOT NULL, md5_of_body TEXT NOT NULL,
    message_attributes TEXT NOT NULL, md5_of_message_attributes TEXT NOT NULL,
    sent_timestamp INTEGER NOT NULL, approximate_receive_count INTEGER NOT NULL DEFAULT 0,
    approximate_first_receive_timestamp INTEGER, delay_until INTEGER,
    message_group_id TEXT, message_deduplication_id TEXT, sequence_number TEXT,
    receipt_handle TEXT, visibility_deadline INTEGER, dead_letter_source TEXT
  );
  INSERT INTO sqs_queues VALUES ('q', '', '', '{}', '{}', 1, 2, 3);
  INSERT INTO sqs_messages VALUES ('b', 'q', 'first', 'm', '{}', '', 5, 0, NULL, 9, 'g', 'd', '1', NULL, NULL, 'arn');
  INSERT INTO sqs_messages VALUES ('a', 'q', 'held', 'm', '{}', '', 6, 2, 7, NULL, NULL, NULL, NULL, 'handle', 8, NULL);
  INSERT INTO sqs_messages VALUES ('c', 'q', 'again', 'm', '{}', '', 6, 1, 7, NULL, NULL, NULL, NULL, NULL, NULL, NULL);
`

test('imports the messages from an older version once, in their order', () => {
  const old = new DatabaseSync(join(folder, 'fauxqs.db'))
  old.exec(oldTables)
  old.close()
  for (let start = 0; start < 2; start += 1) {
    const database = new QueueDatabase(folder, () => undefined)
    const [queue, ...others] = database.load()
    expect(others).toEqual([])
    expect(queue?.waiting).toMatchObject([
      { number: 1, id: 'b', body: 'first', sentMs: 5, delayedUntilMs: 9, groupId: 'g', sequenceNumber: '1' },
      { number: 3, id: 'c', body: 'again', receiveCount: 1, firstReceivedMs: 7, deadLetterSource: null },
    ])
    expect(queue?.waiting[0]).toMatchObject({
      receiveCount: 0,
      firstReceivedMs: null,
      deadLetterSource: 'arn',
    })
    expect(queue?.inFlight).toMatchObject([
      { message: { id: 'a', receiveCount: 2 }, receiptHandle: 'handle', deadlineMs: 8 },
    ])
    database.close()
  }
})

const info = {
  name: 'q',
  attributes: new Map(),
  tags: new Map(),
  createdSeconds: 0,
  modifiedSeconds: 0,
  sequence: 0,
}

/** Returns a database, and its pending flushes for the test to end. */
function withFlushes(): { readonly database: QueueDatabase; readonly flushes: PromiseWithResolvers<void>[] } {
  const flushes: PromiseWithResolvers<void>[] = []
  const database = new QueueDatabase(folder, () => undefined, {
    flush() {
      const flush = Promise.withResolvers<void>()
      flushes.push(flush)
      return flush.promise
    },
  })
  return { database, flushes }
}

const send = (database: QueueDatabase, body: string): Promise<void> => {
  database.insert('q', createMessage({ body, attributes: {} }, 1000, { delaySeconds: 0, fifo: null }))
  return database.committed()
}
const turn = (): Promise<void> => new Promise((resolve) => void setImmediate(resolve))
const bodies = (database: QueueDatabase): string[] =>
  database.load().flatMap(({ waiting }) => waiting.map(({ body }) => body))

test('a write is confirmed after its flush, and shares it with those that arrived before it', async () => {
  const { database, flushes } = withFlushes()
  database.putQueue(info, '', '')
  const confirmed: string[] = []
  const note = (name: string) => () => void confirmed.push(name)
  const first = send(database, 'first').then(note('first'))
  await turn()
  const later = ['second', 'third'].map(async (body) => send(database, body).then(note(body)))
  await turn()
  expect([flushes.length, confirmed]).toEqual([1, []])
  flushes[0]?.resolve()
  await first
  await turn()
  expect([flushes.length, confirmed]).toEqual([2, ['first']])
  flushes[1]?.resolve()
  await Promise.all(later)
  expect(bodies(database)).toEqual(['first', 'second', 'third'])
  database.close()
})

test('a reader waits for the flush of what it has read', async () => {
  const { database, flushes } = withFlushes()
  database.putQueue(info, '', '')
  await turn()
  let isRead = false
  const read = database.committed().then(() => (isRead = true))
  await turn()
  expect(isRead).toBe(false)
  flushes[0]?.resolve()
  await read
  database.close()
})

test('after a failed flush, the next transaction writes everything again', async () => {
  const { database, flushes } = withFlushes()
  database.putQueue(info, '', '')
  const failed = send(database, 'not confirmed')
  await turn()
  flushes[0]?.reject(new Error('The disk is broken.'))
  await expect(failed).rejects.toThrow('broken')
  expect((await stat(join(folder, 'fauxqs.db-wal'))).size).toBeGreaterThan(0)
  await send(database, 'confirmed')
  expect(flushes).toHaveLength(1)
  // Everything is in the database, so nothing depends on the log.
  expect((await stat(join(folder, 'fauxqs.db-wal'))).size).toBe(0)
  const next = send(database, 'flushed')
  await turn()
  flushes[1]?.resolve()
  await next
  expect(bodies(database)).toEqual(['not confirmed', 'confirmed', 'flushed'])
  database.close()
})
