import type { Migration } from './migration.ts'

/**
 * Samples of queue depths, for charts. `detail` is 0 for each sample, 1 for the highest of each minute, and 2
 * for the highest of 15 minutes. `at` is the start of that period. `after_gap` is set if readings are missing
 * before it. `depth_latest` has the last sample of each job queue. `finished_jobs` has the jobs that this app
 * finished recently, because an index on `jobs` would delay the launch if there are a million rows.
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
    CREATE TABLE finished_jobs (
      at INTEGER NOT NULL,
      job_id INTEGER NOT NULL,
      place_id INTEGER NOT NULL,
      PRIMARY KEY (at, job_id)
    ) STRICT, WITHOUT ROWID;
    CREATE TRIGGER jobs_finished AFTER UPDATE OF acknowledged_at, completed_at ON jobs
    WHEN new.direction = 'in' AND (new.acknowledged_at IS NOT NULL OR new.completed_at IS NOT NULL) BEGIN
      INSERT OR IGNORE INTO finished_jobs
        VALUES (max(ifnull(new.acknowledged_at, 0), ifnull(new.completed_at, 0)), new.id, new.place_id);
    END;
  `,
}
