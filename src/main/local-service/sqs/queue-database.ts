import { chmodSync, closeSync, existsSync, mkdirSync, openSync } from 'node:fs'
import { join } from 'node:path'
import { DatabaseSync } from 'node:sqlite'
import type { SQLOutputValue, StatementSync } from 'node:sqlite'
import type { Message, MessageAttributes } from './message.ts'
import type { InFlight, QueueInfo, QueueJournal } from './queue.ts'

/** A queue as it was stored. */
export type StoredQueue = {
  readonly info: QueueInfo
  readonly waiting: readonly Message[]
  readonly inFlight: readonly InFlight[]
}

// The file and the tables are the ones that version 0.1 created through fauxqs, so its queues stay readable.
const fileName = 'fauxqs.db'
const schema = `
  CREATE TABLE IF NOT EXISTS sqs_queues (
    name TEXT PRIMARY KEY, url TEXT NOT NULL, arn TEXT NOT NULL, attributes TEXT NOT NULL, tags TEXT NOT NULL,
    created_timestamp INTEGER NOT NULL, last_modified_timestamp INTEGER NOT NULL,
    sequence_counter INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS sqs_messages (
    message_id TEXT PRIMARY KEY, queue_name TEXT NOT NULL REFERENCES sqs_queues(name) ON DELETE CASCADE,
    body TEXT NOT NULL, md5_of_body TEXT NOT NULL,
    message_attributes TEXT NOT NULL, md5_of_message_attributes TEXT NOT NULL,
    sent_timestamp INTEGER NOT NULL, approximate_receive_count INTEGER NOT NULL DEFAULT 0,
    approximate_first_receive_timestamp INTEGER, delay_until INTEGER,
    message_group_id TEXT, message_deduplication_id TEXT, sequence_number TEXT,
    receipt_handle TEXT, visibility_deadline INTEGER
  );
`
/** A column that databases of version 0.1 lack. */
const sourceColumn = 'dead_letter_source'

/**
 * Creates the database, or makes an existing one private. SQLite uses the same mode for its write-ahead
 * files.
 */
function keepPrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600)
}

/**
 * Stores queues and messages in SQLite. Writes of one turn of the event loop share a transaction and a flush;
 * {@link committed} resolves when they are on disk. A failed write rolls back the whole transaction and calls
 * `onRollback`, because memory is then ahead of the disk.
 */
export class QueueDatabase implements QueueJournal {
  readonly #db: DatabaseSync
  readonly #statements = new Map<string, StatementSync>()
  readonly #onRollback: () => void
  #batch: Batch | null = null

  /** Throws ERR_SQLITE_ERROR if another process uses the folder. */
  constructor(folder: string, onRollback: () => void) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#onRollback = onRollback
    const path = join(folder, fileName)
    keepPrivate(path)
    this.#db = new DatabaseSync(path)
    try {
      // Only one server per folder. A second one gets "database is locked". The lock ends with the process.
      this.#db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL;')
      this.#db.exec(`BEGIN IMMEDIATE; ${schema} COMMIT;`)
      const columns = this.#db.prepare('PRAGMA table_info(sqs_messages)').all()
      if (!columns.some(({ name }) => name === sourceColumn)) {
        this.#db.exec(`ALTER TABLE sqs_messages ADD COLUMN ${sourceColumn} TEXT`)
      }
    } catch (error) {
      this.#db.close()
      throw error
    }
  }

  load(): StoredQueue[] {
    const messages = new Map<string, Row[]>()
    for (const row of this.#prepare('SELECT * FROM sqs_messages ORDER BY rowid').all()) {
      const queue = String(row['queue_name'])
      const rows = messages.get(queue) ?? []
      rows.push(row)
      messages.set(queue, rows)
    }
    return this.#prepare('SELECT * FROM sqs_queues')
      .all()
      .map((row) => {
        const name = String(row['name'])
        const rows = messages.get(name) ?? []
        return {
          info: {
            name,
            attributes: textMap(row['attributes']),
            tags: textMap(row['tags']),
            createdSeconds: Number(row['created_timestamp']),
            modifiedSeconds: Number(row['last_modified_timestamp']),
            sequence: Number(row['sequence_counter']),
          },
          waiting: rows.filter((one) => one['receipt_handle'] === null).map(messageOf),
          inFlight: rows.flatMap((one) => {
            const [receiptHandle, deadlineMs] = [one['receipt_handle'], one['visibility_deadline']]
            if (typeof receiptHandle !== 'string') return []
            return [{ message: messageOf(one), receiptHandle, deadlineMs: Number(deadlineMs) }]
          }),
        }
      })
  }

  /** Creates the queue, or updates it. */
  putQueue(info: QueueInfo, url: string, arn: string): void {
    this.#run(
      `INSERT INTO sqs_queues VALUES (?, ?, ?, ?, ?, ?, ?, ?) ON CONFLICT (name) DO UPDATE SET
        url = excluded.url, arn = excluded.arn, attributes = excluded.attributes, tags = excluded.tags,
        last_modified_timestamp = excluded.last_modified_timestamp, sequence_counter = excluded.sequence_counter`,
      info.name,
      url,
      arn,
      JSON.stringify(Object.fromEntries(info.attributes)),
      JSON.stringify(Object.fromEntries(info.tags)),
      info.createdSeconds,
      info.modifiedSeconds,
      info.sequence,
    )
  }

  deleteQueue(name: string): void {
    this.#run('DELETE FROM sqs_queues WHERE name = ?', name)
  }

  putSequence(queue: string, sequence: number): void {
    this.#run('UPDATE sqs_queues SET sequence_counter = ? WHERE name = ?', sequence, queue)
  }

  insert(queue: string, message: Message): void {
    this.#run(
      'INSERT OR REPLACE INTO sqs_messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, NULL, NULL, ?)',
      message.id,
      queue,
      message.body,
      message.bodyMd5,
      JSON.stringify(message.attributes),
      message.attributesMd5,
      message.sentMs,
      message.receiveCount,
      message.firstReceivedMs,
      message.delayedUntilMs,
      message.groupId,
      message.deduplicationId,
      message.sequenceNumber,
      message.deadLetterSource,
    )
  }

  setInFlight({ message, receiptHandle, deadlineMs }: InFlight): void {
    this.#run(
      `UPDATE sqs_messages SET receipt_handle = ?, visibility_deadline = ?, approximate_receive_count = ?,
        approximate_first_receive_timestamp = ? WHERE message_id = ?`,
      receiptHandle,
      deadlineMs,
      message.receiveCount,
      message.firstReceivedMs,
      message.id,
    )
  }

  setVisible(message: Message): void {
    this.#run(
      'UPDATE sqs_messages SET receipt_handle = NULL, visibility_deadline = NULL WHERE message_id = ?',
      message.id,
    )
  }

  delete(message: Message): void {
    this.#run('DELETE FROM sqs_messages WHERE message_id = ?', message.id)
  }

  deleteAll(queue: string): void {
    this.#run('DELETE FROM sqs_messages WHERE queue_name = ?', queue)
  }

  /** Resolves when everything written so far is on disk. Rejects if it was rolled back. */
  async committed(): Promise<void> {
    await this.#batch?.promise
  }

  close(): void {
    this.#commit()
    this.#db.close()
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    const batch = this.#batch ?? this.#begin()
    if (batch.failed) throw new Error('Another write of this turn failed, so this one was undone.')
    try {
      this.#prepare(sql).run(...values)
    } catch (error) {
      this.#rollback(batch, error)
      throw error
    }
  }

  #begin(): Batch {
    this.#db.exec('BEGIN')
    const batch = { ...Promise.withResolvers<void>(), failed: false }
    // Nobody may be waiting for it.
    batch.promise.catch(() => undefined)
    this.#batch = batch
    setImmediate(() => this.#commit())
    return batch
  }

  #commit(): void {
    const batch = this.#batch
    this.#batch = null
    if (batch === null || batch.failed) return
    try {
      this.#db.exec('COMMIT')
      batch.resolve()
    } catch (error) {
      this.#rollback(batch, error)
    }
  }

  #rollback(batch: Batch, error: unknown): void {
    batch.failed = true
    // If the disk is full, SQLite has already rolled it back.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
    batch.reject(error)
    this.#onRollback()
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql) ?? this.#db.prepare(sql)
    this.#statements.set(sql, known)
    return known
  }
}

/**
 * The writes of one turn. After a failure it stays failed until the turn ends, so that every writer in it
 * gets the error.
 */
type Batch = PromiseWithResolvers<void> & { failed: boolean }

type Row = Readonly<Record<string, SQLOutputValue>>

function messageOf(row: Row): Message {
  const text = (name: string): string | null => (row[name] === null ? null : String(row[name]))
  const number = (name: string): number | null => (row[name] === null ? null : Number(row[name]))
  return {
    id: String(row['message_id']),
    body: String(row['body']),
    bodyMd5: String(row['md5_of_body']),
    attributes: JSON.parse(String(row['message_attributes'])) as MessageAttributes,
    attributesMd5: String(row['md5_of_message_attributes']),
    sentMs: Number(row['sent_timestamp']),
    delayedUntilMs: number('delay_until'),
    groupId: text('message_group_id'),
    deduplicationId: text('message_deduplication_id'),
    sequenceNumber: text('sequence_number'),
    receiveCount: Number(row['approximate_receive_count']),
    firstReceivedMs: number('approximate_first_receive_timestamp'),
    deadLetterSource: text(sourceColumn),
  }
}

function textMap(json: unknown): Map<string, string> {
  return new Map(Object.entries(JSON.parse(String(json)) as Record<string, string>))
}
