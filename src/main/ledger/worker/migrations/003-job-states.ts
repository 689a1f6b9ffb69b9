import type { Migration } from './migration.ts'

/**
 * What a list of jobs needs: the facts that decide the state of a job, the groups that jobs came in, and their results.
 * `listed_jobs` has a short row for each job, which is read into memory; `state` is a number of `state-numbers.ts`. Jobs
 * of an earlier version get theirs in the background, newest first: `refill` holds the next id. No index is added to
 * `jobs`, because the start would wait for it. `names` is filled in the background, like the search index. `job_events`
 * keeps only what the columns of `jobs` cannot: earlier times of a repeated step, and details.
 *
 * The columns are added as SQLite's documentation allows for changes that leave the rows as they are. ALTER TABLE would
 * check the whole table for each of them, because it is STRICT: with a million jobs, the start would wait for a minute.
 */
export const jobStates: Migration = {
  version: 3,
  sql: `
    PRAGMA writable_schema = ON;
    UPDATE sqlite_schema SET sql = substr(sql, 1, length(sql) - length(') STRICT')) || ',
      dead_at INTEGER,
      result_at INTEGER,
      opened_at INTEGER,
      changed_at INTEGER,
      error TEXT,
      group_id INTEGER,
      source_path TEXT,
      saved_path TEXT,
      fields TEXT,
      claim_id TEXT,
      attempt INTEGER,
      max_receives INTEGER,
      upload_id TEXT,
      upload_step TEXT,
      held INTEGER NOT NULL DEFAULT 0,
      results INTEGER NOT NULL DEFAULT 0,
      new_results INTEGER NOT NULL DEFAULT 0,
      saved_results INTEGER NOT NULL DEFAULT 0
    ) STRICT' WHERE type = 'table' AND name = 'jobs';
    PRAGMA writable_schema = RESET;
    ALTER TABLE claims ADD COLUMN result_id INTEGER;

    DROP INDEX jobs_by_state;
    CREATE TABLE listed_jobs (
      id INTEGER PRIMARY KEY,
      place_id INTEGER NOT NULL,
      state INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      size INTEGER,
      group_id INTEGER,
      results INTEGER NOT NULL,
      new_results INTEGER NOT NULL,
      looked_at INTEGER
    ) STRICT;
    -- Few jobs have these states for long: lost, failed, dead, mine, result.
    CREATE INDEX listed_jobs_rare ON listed_jobs (state) WHERE state IN (3, 4, 5, 7, 8);
    CREATE TABLE group_jobs (group_id INTEGER NOT NULL, job_id INTEGER NOT NULL, PRIMARY KEY (group_id, job_id))
      STRICT, WITHOUT ROWID;
    CREATE TABLE names (name TEXT NOT NULL COLLATE NOCASE, job_id INTEGER NOT NULL, PRIMARY KEY (name, job_id))
      STRICT, WITHOUT ROWID;
    CREATE INDEX claims_by_job ON claims (job_id);

    CREATE TABLE job_groups (
      id INTEGER PRIMARY KEY,
      uuid TEXT NOT NULL UNIQUE,
      place_id INTEGER NOT NULL REFERENCES places,
      name TEXT NOT NULL,
      is_row INTEGER NOT NULL,
      created_at INTEGER NOT NULL,
      size INTEGER NOT NULL DEFAULT 0
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

    UPDATE jobs SET held = 1, claim_id = claims.id, attempt = claims.held ->> '$.receivedCount'
      FROM claims WHERE jobs.id = claims.job_id;
    UPDATE jobs SET upload_id = uploads.id, upload_step = uploads.step, source_path = uploads.plan ->> '$.path'
      FROM uploads WHERE jobs.id = uploads.job_id;

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
      DELETE FROM group_jobs WHERE group_id = old.group_id AND job_id = old.id;
      DELETE FROM names WHERE name = old.name AND job_id = old.id;
      DELETE FROM results WHERE job_id = old.id;
      DELETE FROM job_events WHERE job_id = old.id;
      DELETE FROM job_links WHERE from_id = old.id OR again_id = old.id;
    END;
  `,
}
