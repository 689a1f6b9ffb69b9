import { dirname } from 'node:path'
import type { JobSelection } from '../../../../shared/jobs/jobs.ts'
import { throwIfCancelled } from '../../errors/engine-error.ts'
import { fromFolderError } from '../../errors/file-errors.ts'
import { toEngineError } from '../../errors/to-engine-error.ts'
import { replaceFile } from '../../files/atomic-write.ts'
import { inListOrder } from '../each-selected.ts'
import type { JobStore } from '../job-store.ts'
import { exportedJobs, exportHeader, type ExportFormat } from './job-text.ts'

/** Target and format of an export. */
export interface ExportOptions {
  readonly path: string
  readonly format: ExportFormat
  readonly signal: AbortSignal
}

/**
 * Writes the selected jobs to a file, in list order. The file appears under its name only when it is
 * complete. Returns the number of jobs. @throws EngineError `CANCELLED`, `INTERNAL`; the errors of
 * `fromFolderError`
 */
export async function exportJobs(
  store: Pick<JobStore, 'order' | 'jobs' | 'times'>,
  selection: JobSelection,
  { path, format, signal }: ExportOptions,
): Promise<number> {
  try {
    return await replaceFile(path, async (file) => {
      let written = 0
      await file.appendFile(exportHeader(format))
      for await (const jobs of inListOrder(store, selection)) {
        throwIfCancelled(signal)
        const times = await store.times(jobs.map(({ id }) => id))
        await file.appendFile(exportedJobs(jobs, times, format))
        written += jobs.length
      }
      throwIfCancelled(signal)
      return written
    })
  } catch (error) {
    throw fromFolderError(error, dirname(path)) ?? toEngineError(error)
  }
}
