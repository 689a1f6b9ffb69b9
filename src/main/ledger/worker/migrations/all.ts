import { jobs } from './001-jobs.ts'
import { search } from './002-search.ts'
import { jobStates } from './003-job-states.ts'
import { depths } from './004-depths.ts'
import { comparableSearch } from './005-comparable-search.ts'
import type { Migration } from './migration.ts'

/** All migrations, oldest first. The version of the last one is the app's schema version. */
export const migrations: readonly Migration[] = [jobs, search, jobStates, depths, comparableSearch]
