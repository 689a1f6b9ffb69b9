import { useSyncExternalStore } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { JobSelection } from '../../../shared/jobs/jobs.ts'
import { exportJobs } from '../../queries/jobs/jobs.ts'
import { toastSuccess, toastWork } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'
import { Listeners } from '../../ui/listeners.ts'

export interface JobExport {
  readonly isPending: boolean
  readonly start: (jobs: JobSelection, format: 'csv' | 'json-lines') => void
  readonly cancel: () => void
}

/** The export in progress. Only one runs at a time, across all views. */
let running: AbortController | null = null
const listeners = new Listeners()

/** The export reports its progress after this time, which includes the save dialog. */
const quietMs = 1_000

/** Exports jobs to a file. A toast offers to cancel a long export, in every view. */
export function useExport(): JobExport {
  const { mutateAsync } = useMutation(exportJobs())
  const isPending = useSyncExternalStore(listeners.add, () => running !== null)
  return {
    isPending,
    cancel: () => running?.abort(),
    start(jobs, format) {
      if (running !== null) return
      const controller = new AbortController()
      setRunning(controller)
      const hideWork = toastWork('Exporting jobs…', quietMs, () => controller.abort())
      void mutateAsync({ jobs, format, signal: controller.signal })
        .then(
          (written) => {
            hideWork()
            if (written !== null) toastSuccess(`${plural(written.jobs, 'job')} exported`)
          },
          // The query client shows the error.
          hideWork,
        )
        .finally(() => setRunning(null))
    },
  }
}

function setRunning(controller: AbortController | null): void {
  running = controller
  listeners.notify()
}
