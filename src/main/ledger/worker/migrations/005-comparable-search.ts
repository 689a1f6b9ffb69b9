import type { Migration } from './migration.ts'

/**
 * Before this version, the search index contained the texts as they were written. `refold` holds the next id
 * of the jobs to check, newest first. Those with more than ASCII are indexed again in the background, because
 * reading a million rows would delay the launch.
 */
export const comparableSearch: Migration = {
  version: 5,
  sql: `
    CREATE TABLE refold (next_id INTEGER NOT NULL) STRICT;
    INSERT INTO refold SELECT id FROM jobs ORDER BY id DESC LIMIT 1;
  `,
}
