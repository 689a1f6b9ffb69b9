import type { Migration } from './migration.ts'

/**
 * The index that history is searched by: trigrams, so that any part of a text is found. It is filled in the
 * background, because indexing a job costs more than writing it down; `unindexed` says which jobs it lacks,
 * those of before among them.
 */
export const search: Migration = {
  version: 2,
  sql: `
    CREATE VIRTUAL TABLE search USING fts5 (
      name, file_name, key, message_id,
      tokenize = 'trigram', content = '', contentless_delete = 1
    );
    CREATE TABLE unindexed (job_id INTEGER PRIMARY KEY) STRICT;
    INSERT INTO unindexed SELECT id FROM jobs;

    CREATE TRIGGER jobs_added AFTER INSERT ON jobs BEGIN
      INSERT OR IGNORE INTO unindexed VALUES (new.id);
    END;
    CREATE TRIGGER jobs_renamed AFTER UPDATE OF name, file_name, key, message_id ON jobs BEGIN
      INSERT OR IGNORE INTO unindexed VALUES (new.id);
    END;
    CREATE TRIGGER jobs_removed AFTER DELETE ON jobs BEGIN
      DELETE FROM search WHERE rowid = old.id;
      DELETE FROM unindexed WHERE job_id = old.id;
    END;
  `,
}
