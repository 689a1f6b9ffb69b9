import { chmodSync, closeSync, existsSync, openSync } from 'node:fs'
import { DatabaseSync } from 'node:sqlite'

/**
 * The pages of the write-ahead log between two checkpoints, 16 MiB. A checkpoint blocks all calls while it
 * copies the pages and flushes them, so it should be rare.
 */
const pagesPerCheckpoint = 4096

// Messages are numbered in the order they were sent, so calls for neighbouring messages change the
// same pages. Deliveries have their own table, because SQLite writes a whole row for each change, and the
// row of a message contains its body.
const schema = `
  CREATE TABLE IF NOT EXISTS sqs_queues (
    name TEXT PRIMARY KEY, url TEXT NOT NULL, arn TEXT NOT NULL, attributes TEXT NOT NULL, tags TEXT NOT NULL,
    created_timestamp INTEGER NOT NULL, last_modified_timestamp INTEGER NOT NULL,
    sequence_counter INTEGER NOT NULL DEFAULT 0
  );
  CREATE TABLE IF NOT EXISTS messages (
    number INTEGER PRIMARY KEY, queue TEXT NOT NULL REFERENCES sqs_queues(name) ON DELETE CASCADE,
    id TEXT NOT NULL, body TEXT NOT NULL, body_md5 TEXT NOT NULL,
    attributes TEXT NOT NULL, attributes_md5 TEXT NOT NULL, sent_ms INTEGER NOT NULL, delayed_until_ms INTEGER,
    group_id TEXT, deduplication_id TEXT, sequence_number TEXT, dead_letter_source TEXT
  );
  CREATE TABLE IF NOT EXISTS deliveries (
    number INTEGER PRIMARY KEY REFERENCES messages(number) ON DELETE CASCADE,
    receive_count INTEGER NOT NULL, first_received_ms INTEGER, receipt_handle TEXT, deadline_ms INTEGER
  );
`

/** Opens the database, and moves messages that an older version stored. Throws if another process uses it. */
export function openTables(path: string): DatabaseSync {
  keepPrivate(path)
  const db = new DatabaseSync(path)
  try {
    // Only one server per folder. A second one gets "database is locked". The lock ends with the process.
    // The log is flushed by LogFlush, and by SQLite before a checkpoint.
    db.exec('PRAGMA locking_mode = EXCLUSIVE; PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL;')
    db.exec(`PRAGMA wal_autocheckpoint = ${pagesPerCheckpoint}`)
    db.exec(`BEGIN IMMEDIATE; ${schema} ${hasOldMessages(db) ? moveOldMessages(db) : ''} COMMIT;`)
    return db
  } catch (error) {
    db.close()
    throw error
  }
}

/**
 * Creates the database, or makes an existing one private. SQLite uses the same mode for its write-ahead
 * files.
 */
function keepPrivate(path: string): void {
  closeSync(openSync(path, 'a', 0o600))
  for (const file of [path, `${path}-wal`, `${path}-shm`]) if (existsSync(file)) chmodSync(file, 0o600)
}

function hasOldMessages(db: DatabaseSync): boolean {
  return columnsOf(db, 'sqs_messages').length > 0
}

/** Returns the statements that move messages from an older version to this version's tables. */
function moveOldMessages(db: DatabaseSync): string {
  // Databases from version 0.1 lack this column.
  const source = columnsOf(db, 'sqs_messages').includes('dead_letter_source') ? 'dead_letter_source' : 'NULL'
  return `
    INSERT INTO messages SELECT rowid + (SELECT ifnull(max(number), 0) FROM messages), queue_name, message_id,
      body, md5_of_body, message_attributes, md5_of_message_attributes, sent_timestamp, delay_until,
      message_group_id, message_deduplication_id, sequence_number, ${source} FROM sqs_messages ORDER BY rowid;
    INSERT INTO deliveries SELECT number, approximate_receive_count, approximate_first_receive_timestamp,
      receipt_handle, visibility_deadline FROM sqs_messages JOIN messages ON id = message_id
      WHERE approximate_receive_count > 0 OR receipt_handle IS NOT NULL;
    DROP TABLE sqs_messages;`
}

function columnsOf(db: DatabaseSync, table: string): string[] {
  return db
    .prepare(`PRAGMA table_info(${table})`)
    .all()
    .map(({ name }) => String(name))
}
