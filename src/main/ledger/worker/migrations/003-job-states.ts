import type { Migration } from './migration.ts'

/**
 * What a list of jobs needs: the state of each job as its users see it, the groups that jobs came in, and their results.
 * `shown_state` is `NULL` until it is filled in: jobs of an earlier version get theirs in the background, newest first,
 * while `refill` holds the next id. `listed` jobs are in the indexes by name and size, which are filled in the
 * background too. `job_events` keeps only what the columns of `jobs` cannot: earlier times of a repeated step, and
 * details.
 */
export const jobStates: Migration = {
  version: 3,
  sql: `
    ALTER TABLE jobs ADD COLUMN dead_at INTEGER;
    ALTER TABLE jobs ADD COLUMN result_at INTEGER;
    ALTER TABLE jobs ADD COLUMN opened_at INTEGER;
    ALTER TABLE jobs ADD COLUMN shown_state TEXT;
    ALTER TABLE jobs ADD COLUMN changed_at INTEGER;
    ALTER TABLE jobs ADD COLUMN error TEXT;
    ALTER TABLE jobs ADD COLUMN group_id INTEGER;
    ALTER TABLE jobs ADD COLUMN source_path TEXT;
    ALTER TABLE jobs ADD COLUMN saved_path TEXT;
    ALTER TABLE jobs ADD COLUMN fields TEXT;
    ALTER TABLE jobs ADD COLUMN claim_id TEXT;
    ALTER TABLE jobs ADD COLUMN attempt INTEGER;
    ALTER TABLE jobs ADD COLUMN max_receives INTEGER;
    ALTER TABLE jobs ADD COLUMN upload_id TEXT;
    ALTER TABLE jobs ADD COLUMN upload_step TEXT;
    ALTER TABLE jobs ADD COLUMN held INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN results INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN new_results INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN saved_results INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE jobs ADD COLUMN looked_at INTEGER;
    ALTER TABLE jobs ADD COLUMN listed INTEGER NOT NULL DEFAULT 0;
    ALTER TABLE claims ADD COLUMN result_id INTEGER;

    DROP INDEX jobs_by_state;
    CREATE INDEX jobs_by_shown_state ON jobs (place_id, shown_state) WHERE shown_state IS NOT NULL;
    CREATE INDEX jobs_by_group ON jobs (group_id) WHERE group_id IS NOT NULL;
    CREATE INDEX jobs_by_results ON jobs (results, new_results) WHERE results > 0;
    CREATE INDEX jobs_to_look_for ON jobs (place_id, looked_at) WHERE shown_state = 'queued';
    CREATE INDEX jobs_by_name ON jobs (name COLLATE NOCASE) WHERE listed = 1;
    CREATE INDEX jobs_by_size ON jobs (ifnull(size, -1)) WHERE listed = 1;

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
      FROM claims WHERE claims.job_id = jobs.id;
    UPDATE jobs SET upload_id = uploads.id, upload_step = uploads.step, source_path = uploads.plan ->> '$.path'
      FROM uploads WHERE uploads.job_id = jobs.id;

    CREATE TABLE refill (next_id INTEGER NOT NULL) STRICT;
    INSERT INTO refill SELECT max(id) FROM jobs HAVING count(*) > 0;

    CREATE TRIGGER jobs_resized AFTER UPDATE OF size ON jobs WHEN old.size IS NOT new.size BEGIN
      INSERT OR IGNORE INTO unindexed VALUES (new.id);
    END;
    DROP TRIGGER jobs_removed;
    CREATE TRIGGER jobs_removed AFTER DELETE ON jobs BEGIN
      DELETE FROM search WHERE rowid = old.id;
      DELETE FROM unindexed WHERE job_id = old.id;
      DELETE FROM results WHERE job_id = old.id;
      DELETE FROM job_events WHERE job_id = old.id;
      DELETE FROM job_links WHERE from_id = old.id OR again_id = old.id;
    END;
  `,
}
