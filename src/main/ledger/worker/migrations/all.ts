import { jobs } from './001-jobs.ts'
import { search } from './002-search.ts'
import type { Migration } from './migration.ts'

/** Every migration, oldest first; the last one's version is what this app knows. */
export const migrations: readonly Migration[] = [jobs, search]
