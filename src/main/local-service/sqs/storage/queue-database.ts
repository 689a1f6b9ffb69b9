import { mkdirSync } from 'node:fs'
import { join } from 'node:path'
import type { DatabaseSync, StatementSync } from 'node:sqlite'
import type { Message } from '../message.ts'
import type { InFlight, QueueInfo, QueueJournal } from '../queue.ts'
import { type Flush, LogFlush } from './log-flush.ts'
import { openTables } from './queue-tables.ts'
import { readQueues } from './stored-queues.ts'
import type { StoredQueue } from './stored-queues.ts'

// The name that version 0.1 used, so that its queues are found.
const fileName = 'fauxqs.db'

/**
 * Stores queues and messages in SQLite. Writes share a transaction and a flush with all others that arrive in
 * the same turn of the event loop, or during the previous flush. {@link committed} resolves when they are on
 * disk. A failed write rolls back the whole transaction and calls `onRollback`, because memory is then ahead
 * of the disk.
 */
export class QueueDatabase implements QueueJournal {
  readonly #db: DatabaseSync
  readonly #log: LogFlush
  readonly #statements = new Map<string, StatementSync>()
  readonly #onRollback: () => void
  readonly #onWrite: () => void
  /** The open transaction. */
  #batch: Batch | null = null
  /** The transaction that is being flushed. */
  #flushing: Batch | null = null
  /** True after a failed flush, until a checkpoint has written everything again. */
  #needsCheckpoint = false
  /** The number of the last message that was stored. */
  #lastNumber: number

  /** `onWrite` is called for each transaction. Throws ERR_SQLITE_ERROR if another process uses the folder. */
  constructor(
    folder: string,
    onRollback: () => void,
    { flush, onWrite = () => undefined }: { readonly flush?: Flush; readonly onWrite?: () => void } = {},
  ) {
    mkdirSync(folder, { recursive: true, mode: 0o700 })
    this.#onRollback = onRollback
    this.#onWrite = onWrite
    const path = join(folder, fileName)
    this.#db = openTables(path)
    this.#log = new LogFlush(`${path}-wal`, flush)
    const last = this.#prepare('SELECT max(number) AS number FROM messages').get()
    this.#lastNumber = Number(last?.['number'] ?? 0)
  }

  load(): StoredQueue[] {
    return readQueues(this.#db)
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
    // A message that moves to a dead-letter queue was stored before.
    if (message.number > 0) this.delete(message)
    this.#lastNumber += 1
    message.number = this.#lastNumber
    this.#run(
      'INSERT INTO messages VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)',
      message.number,
      queue,
      message.id,
      message.body,
      message.bodyMd5,
      JSON.stringify(message.attributes),
      message.attributesMd5,
      message.sentMs,
      message.delayedUntilMs,
      message.groupId,
      message.deduplicationId,
      message.sequenceNumber,
      message.deadLetterSource,
    )
    if (message.receiveCount > 0) this.#putDelivery(message, null, null)
  }

  setInFlight({ message, receiptHandle, deadlineMs }: InFlight): void {
    this.#putDelivery(message, receiptHandle, deadlineMs)
  }

  setVisible(message: Message): void {
    this.#putDelivery(message, null, null)
  }

  delete({ number }: Message): void {
    this.#run('DELETE FROM messages WHERE number = ?', number)
  }

  deleteAll(queue: string): void {
    this.#run('DELETE FROM messages WHERE queue = ?', queue)
  }

  /** Resolves when everything written so far is on disk. Rejects if it was rolled back. */
  async committed(): Promise<void> {
    await (this.#batch ?? this.#flushing)?.promise
  }

  /** Closing the database flushes it. */
  close(): void {
    const batch = this.#batch
    this.#batch = null
    if (batch !== null && !batch.failed) this.#db.exec('COMMIT')
    this.#log.close()
    this.#db.close()
    batch?.resolve()
  }

  #putDelivery(message: Message, receiptHandle: string | null, deadlineMs: number | null): void {
    const { number, receiveCount, firstReceivedMs } = message
    const sql = 'INSERT OR REPLACE INTO deliveries VALUES (?, ?, ?, ?, ?)'
    this.#run(sql, number, receiveCount, firstReceivedMs, receiptHandle, deadlineMs)
  }

  #run(sql: string, ...values: (string | number | null)[]): void {
    const batch = this.#batch ?? this.#begin()
    if (batch.failed) throw new Error('Another write of this transaction failed, so this one was undone.')
    try {
      this.#prepare(sql).run(...values)
    } catch (error) {
      this.#rollback(batch, error)
      throw error
    }
  }

  #begin(): Batch {
    this.#prepare('BEGIN').run()
    const batch = { ...Promise.withResolvers<void>(), failed: false }
    // There may be nobody waiting for it.
    batch.promise.catch(() => undefined)
    this.#batch = batch
    this.#onWrite()
    if (this.#flushing === null) setImmediate(() => void this.#commit())
    return batch
  }

  /** Commits and flushes the open transaction. The next one collects writes until the flush ends. */
  async #commit(): Promise<void> {
    const batch = this.#batch
    this.#batch = null
    if (batch === null || batch.failed) return
    try {
      this.#prepare('COMMIT').run()
    } catch (error) {
      this.#rollback(batch, error)
      return
    }
    this.#flushing = batch
    try {
      await this.#flush()
      batch.resolve()
    } catch (error) {
      batch.reject(error)
    }
    this.#flushing = null
    if (this.#batch !== null) setImmediate(() => void this.#commit())
  }

  async #flush(): Promise<void> {
    try {
      if (this.#needsCheckpoint) this.#checkpoint()
      else await this.#log.flush()
      this.#needsCheckpoint = false
    } catch (error) {
      // The system may forget what it could not write. Later transactions would be lost behind the gap in the log.
      this.#needsCheckpoint = true
      throw error
    }
  }

  /** Moves everything from the log to the database, and flushes it. */
  #checkpoint(): void {
    const result = this.#prepare('PRAGMA wal_checkpoint(TRUNCATE)').get()
    if (result?.['busy'] !== 0) throw new Error('The database is busy.')
  }

  #rollback(batch: Batch, error: unknown): void {
    batch.failed = true
    // If the disk is full, SQLite has already rolled it back.
    if (this.#db.isTransaction) this.#db.exec('ROLLBACK')
    batch.reject(error)
    this.#onRollback()
  }

  #prepare(sql: string): StatementSync {
    const known = this.#statements.get(sql)
    if (known !== undefined) return known
    const statement = this.#db.prepare(sql)
    this.#statements.set(sql, statement)
    return statement
  }
}

/**
 * The writes of one transaction. After a failure it stays failed until it would have been committed, so that
 * every writer in it gets the error.
 */
type Batch = PromiseWithResolvers<void> & { failed: boolean }
