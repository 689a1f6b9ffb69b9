import type { Migration } from './migration.ts'

/**
 * Samples of queue depths, for charts. `detail` 0: each sample, 1: the highest of each minute, 2: of each 15 minutes;
 * `at` is the start of that time. `after_gap`: readings are missing before it. `depth_latest` has the last sample of
 * each job queue. The indexes find what this app finished lately.
 */
export const depths: Migration = {
  version: 4,
  sql: `
    CREATE TABLE depth_samples (
      place_id INTEGER NOT NULL REFERENCES places,
      detail INTEGER NOT NULL,
      at INTEGER NOT NULL,
      waiting INTEGER NOT NULL,
      working INTEGER NOT NULL,
      total INTEGER NOT NULL,
      completed INTEGER,
      after_gap INTEGER NOT NULL,
      PRIMARY KEY (place_id, detail, at)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE depth_latest (
      place_id INTEGER PRIMARY KEY REFERENCES places,
      at INTEGER NOT NULL,
      waiting INTEGER NOT NULL,
      working INTEGER NOT NULL,
      total INTEGER NOT NULL,
      completed INTEGER
    ) STRICT;
    CREATE INDEX jobs_by_acknowledged ON jobs (acknowledged_at) WHERE acknowledged_at IS NOT NULL;
    CREATE INDEX jobs_by_completed ON jobs (completed_at) WHERE completed_at IS NOT NULL;
  `,
}
