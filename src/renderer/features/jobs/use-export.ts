import { useSyncExternalStore } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { JobSelection } from '../../../shared/jobs/jobs.ts'
import { exportJobs } from '../../queries/jobs.ts'
import { toastSuccess, toastWork } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'
import { Listeners } from '../../ui/listeners.ts'

export interface JobExport {
  readonly isPending: boolean
  readonly start: (jobs: JobSelection, format: 'csv' | 'json-lines') => void
  readonly cancel: () => void
}

/** The export in progress: one at a time, whatever view it was started in. */
let running: AbortController | null = null
const listeners = new Listeners()

/** After this long the export says that it runs. The save dialog is part of it. */
const quietMs = 1_000

/** Exports jobs to a file. A long export can be cancelled in the toast that says so, also from other views. */
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
