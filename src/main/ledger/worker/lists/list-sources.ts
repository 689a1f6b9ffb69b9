import type { Connection } from '../connection.ts'
import type { QueueRows } from '../rows/queue-rows.ts'
import type { JobColumns } from './job-columns.ts'
import type { JobNames } from './job-names.ts'
import type { SortOrder } from './sort-order.ts'
import type { TextMatches } from './text-matches.ts'

/** The data that lists share. */
export interface ListSources {
  readonly connection: Connection
  readonly columns: JobColumns
  readonly queues: QueueRows
  readonly names: JobNames
  /** Returns the groups that are shown as one entry. */
  groupsAsRow(): ReadonlySet<number>
  /** Returns known matches that include all jobs that contain the query's text, or `null`. */
  readonly widerMatches: (text: string) => TextMatches | null
  /** Returns `null` if not all jobs are loaded yet. */
  order(by: 'name' | 'size', isDescending: boolean): SortOrder | null
}
