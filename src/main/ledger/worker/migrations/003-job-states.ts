import type { Migration } from './migration.ts'

/**
 * Adds the data for the list of jobs: the values that determine a job's state, the groups of jobs, and their
 * results. The table `jobs` stays unchanged, because a new column or index would delay the launch if there
 * are a million rows. `listed_jobs` has a summary row for each job, which is read into memory. Its `state` is a
 * number of `state-numbers.ts`, and `folder_id` with the file name is the source file. `job_details` has
 * rarely used columns, only for jobs that need them. Jobs from an earlier version are listed in the
 * background, newest first; `refill` holds the next id. `names` is filled in the background, like the search
 * index. `job_events` only keeps what the columns cannot: earlier times of a repeated step, and details.
 */
export const jobStates: Migration = {
  version: 3,
  sql: `
    ALTER TABLE claims ADD COLUMN result_id INTEGER;
    CREATE INDEX claims_by_job ON claims (job_id);
    DROP INDEX jobs_by_state;

    CREATE TABLE folders (id INTEGER PRIMARY KEY, path TEXT NOT NULL UNIQUE) STRICT;
    CREATE TABLE listed_jobs (
      id INTEGER PRIMARY KEY,
      place_id INTEGER NOT NULL,
      state INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      size INTEGER,
      group_id INTEGER,
      folder_id INTEGER,
      results INTEGER NOT NULL,
      new_results INTEGER NOT NULL,
      looked_at INTEGER
    ) STRICT;
    -- Few jobs have these states for long: lost, failed, dead, mine, result.
    CREATE INDEX listed_jobs_rare ON listed_jobs (state) WHERE state IN (3, 4, 5, 7, 8);
    CREATE TABLE job_details (
      job_id INTEGER PRIMARY KEY,
      dead_at INTEGER,
      result_at INTEGER,
      opened_at INTEGER,
      error TEXT,
      source_path TEXT,
      saved_path TEXT,
      fields TEXT,
      claim_id TEXT,
      attempt INTEGER,
      max_receives INTEGER
    ) STRICT;
    CREATE TABLE names (name TEXT NOT NULL COLLATE NOCASE, job_id INTEGER NOT NULL, PRIMARY KEY (name, job_id))
      STRICT, WITHOUT ROWID;

    -- The ids of the jobs of a group are between first_job and last_job.
    CREATE TABLE job_groups (
      id INTEGER PRIMARY KEY,
      uuid TEXT NOT NULL UNIQUE,
      place_id INTEGER NOT NULL REFERENCES places,
      name TEXT NOT NULL,
      is_row INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      size INTEGER NOT NULL DEFAULT 0,
      first_job INTEGER NOT NULL DEFAULT 0,
      last_job INTEGER NOT NULL DEFAULT 0
    ) STRICT;
    CREATE TABLE group_counts (
      group_id INTEGER NOT NULL,
      state TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (group_id, state)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_counts (
      place_id INTEGER NOT NULL,
      state TEXT NOT NULL,
      count INTEGER NOT NULL,
      PRIMARY KEY (place_id, state)
    ) STRICT, WITHOUT ROWID;

    CREATE TABLE results (
      id INTEGER PRIMARY KEY,
      job_id INTEGER NOT NULL REFERENCES jobs,
      bucket TEXT NOT NULL,
      key TEXT NOT NULL,
      name TEXT NOT NULL,
      size INTEGER NOT NULL,
      modified_at INTEGER,
      found_at INTEGER NOT NULL,
      opened_at INTEGER,
      saved_at INTEGER,
      saved_path TEXT,
      UNIQUE (job_id, key)
    ) STRICT;
    CREATE TABLE job_events (
      job_id INTEGER NOT NULL,
      at INTEGER NOT NULL,
      step TEXT NOT NULL,
      detail TEXT,
      PRIMARY KEY (job_id, at, step)
    ) STRICT, WITHOUT ROWID;
    CREATE TABLE job_links (
      from_id INTEGER NOT NULL,
      again_id INTEGER NOT NULL,
      PRIMARY KEY (from_id, again_id)
    ) STRICT, WITHOUT ROWID;
    CREATE INDEX job_links_back ON job_links (again_id);

    INSERT OR REPLACE INTO job_details (job_id, claim_id, attempt)
      SELECT job_id, id, held ->> '$.receivedCount' FROM claims;
    INSERT INTO job_details (job_id, source_path) SELECT job_id, plan ->> '$.path' FROM uploads WHERE true
      ON CONFLICT (job_id) DO UPDATE SET source_path = excluded.source_path;

    CREATE TABLE refill (next_id INTEGER NOT NULL) STRICT;
    INSERT INTO refill SELECT id FROM jobs ORDER BY id DESC LIMIT 1;

    CREATE TRIGGER jobs_named_otherwise AFTER UPDATE OF name ON jobs WHEN old.name IS NOT new.name BEGIN
      DELETE FROM names WHERE name = old.name AND job_id = old.id;
    END;
    DROP TRIGGER jobs_removed;
    CREATE TRIGGER jobs_removed AFTER DELETE ON jobs BEGIN
      DELETE FROM search WHERE rowid = old.id;
      DELETE FROM unindexed WHERE job_id = old.id;
      DELETE FROM listed_jobs WHERE id = old.id;
      DELETE FROM job_details WHERE job_id = old.id;
      DELETE FROM names WHERE name = old.name AND job_id = old.id;
      DELETE FROM results WHERE job_id = old.id;
      DELETE FROM job_events WHERE job_id = old.id;
      DELETE FROM job_links WHERE from_id = old.id OR again_id = old.id;
    END;
  `,
}
