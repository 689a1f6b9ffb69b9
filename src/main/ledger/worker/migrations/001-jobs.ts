import type { Migration } from './migration.ts'

/**
 * The first version. `jobs` has one row per job, `places` one per job queue. `uploads`, `multipart_uploads`,
 * `saves` and `claims` contain only unfinished work. Times are milliseconds since the epoch, sizes are bytes.
 * The hashes are CRC-32 of the key and of the MessageId, because an index on the strings themselves would be
 * as large as the table.
 */
export const jobs: Migration = {
  version: 1,
  sql: `
    CREATE TABLE places (
      id INTEGER PRIMARY KEY,
      connection_id TEXT NOT NULL,
      queue TEXT NOT NULL,
      UNIQUE (connection_id, queue)
    ) STRICT;

    CREATE TABLE jobs (
      id INTEGER PRIMARY KEY,
      place_id INTEGER NOT NULL REFERENCES places,
      direction TEXT NOT NULL,
      key TEXT,
      key_hash INTEGER,
      message_id TEXT,
      message_hash INTEGER,
      name TEXT NOT NULL,
      file_name TEXT NOT NULL,
      size INTEGER,
      state TEXT NOT NULL,
      created_at INTEGER NOT NULL,
      planned_at INTEGER,
      stored_at INTEGER,
      sent_at INTEGER,
      claimed_at INTEGER,
      saved_at INTEGER,
      started_at INTEGER,
      completed_at INTEGER,
      acknowledged_at INTEGER,
      released_at INTEGER,
      lost_at INTEGER,
      failed_at INTEGER,
      cancelled_at INTEGER
    ) STRICT;
    CREATE INDEX jobs_by_key ON jobs (key_hash) WHERE key_hash IS NOT NULL;
    CREATE INDEX jobs_by_message ON jobs (message_hash) WHERE message_hash IS NOT NULL;
    CREATE INDEX jobs_by_state ON jobs (state);
    CREATE INDEX jobs_by_date ON jobs (created_at);

    CREATE TABLE uploads (
      id TEXT PRIMARY KEY,
      job_id INTEGER NOT NULL REFERENCES jobs,
      kind TEXT NOT NULL,
      plan TEXT NOT NULL,
      step TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE multipart_uploads (
      id INTEGER PRIMARY KEY,
      upload_id TEXT NOT NULL UNIQUE,
      transfer_id TEXT NOT NULL,
      connection_id TEXT NOT NULL,
      facts TEXT NOT NULL
    ) STRICT;
    CREATE INDEX multipart_uploads_by_transfer ON multipart_uploads (transfer_id);

    CREATE TABLE parts (
      multipart_id INTEGER NOT NULL REFERENCES multipart_uploads ON DELETE CASCADE,
      number INTEGER NOT NULL,
      size INTEGER NOT NULL,
      etag TEXT NOT NULL,
      crc32 TEXT,
      PRIMARY KEY (multipart_id, number)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE saves (
      id TEXT PRIMARY KEY,
      plan TEXT NOT NULL,
      step TEXT NOT NULL,
      part_path TEXT
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE claims (
      id TEXT PRIMARY KEY,
      job_id INTEGER NOT NULL REFERENCES jobs,
      held TEXT NOT NULL,
      deadline INTEGER NOT NULL,
      bucket_allowed INTEGER NOT NULL,
      saved_path TEXT,
      events TEXT NOT NULL
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE requests (
      day TEXT NOT NULL,
      connection_id TEXT NOT NULL,
      kind TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (day, connection_id, kind)
    ) STRICT, WITHOUT ROWID;
  `,
}
