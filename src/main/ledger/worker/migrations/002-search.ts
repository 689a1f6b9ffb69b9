import type { Migration } from './migration.ts'

/**
 * The history's search index. Trigrams find any part of a string. Indexing a job costs more than writing
 * it, so it happens in the background: `unindexed` lists the jobs that are not indexed yet, including all
 * existing ones.
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
