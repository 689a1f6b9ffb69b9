import type { Connections } from '../connections/connections.ts'
import type { Claims } from '../engine/claims/claims.ts'
import { JobActions } from '../engine/jobs/job-actions.ts'
import { JobCounts } from '../engine/jobs/job-counts.ts'
import { JobList } from '../engine/jobs/job-list.ts'
import type { JobStore } from '../engine/jobs/job-store.ts'
import type { FileDesktop } from '../engine/jobs/open-results.ts'
import type { FolderOf } from '../engine/jobs/result-folder.ts'
import { ResultSaves, type ResultSavesOptions } from '../engine/jobs/result-saves.ts'
import { SeenMarks } from '../engine/jobs/seen-marks.ts'
import { SubmitAgain } from '../engine/jobs/submit-again.ts'
import type { Transfers } from '../engine/transfers/transfers.ts'
import type { JobServices } from '../ipc/services.ts'

/** Dependencies of {@link wireJobs}. */
export interface WireJobsOptions {
  readonly store: JobStore
  readonly transfers: Transfers
  readonly claims: Claims
  readonly connections: Connections
  readonly desktop: FileDesktop
  readonly folderOf: FolderOf
  readonly nameOf: NonNullable<ResultSavesOptions['nameOf']>
  /** Called with errors that no call waits for. */
  readonly onError: (error: unknown) => void
}

/** Creates the list of jobs and its actions. */
export function wireJobs(options: WireJobsOptions): JobServices & { close(): void } {
  const { store, transfers, claims, connections, desktop, folderOf, nameOf, onError } = options
  const saves = new ResultSaves({ transfers, connections, nameOf })
  const list = new JobList({ store, transfers, claims, saves, onError })
  const counts = new JobCounts({ store, onError })
  const submitter = new SubmitAgain({ store, transfers, connections })
  const actions = new JobActions({ store, transfers, saves, submitter, desktop, folderOf })
  return {
    store,
    list,
    counts,
    actions,
    seen: new SeenMarks(store),
    close() {
      list.close()
      counts.close()
    },
  }
}
