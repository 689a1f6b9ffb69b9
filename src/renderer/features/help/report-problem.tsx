import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import { copyDiagnostics, showLog } from '../../queries/app-info.ts'
import { useCommand } from '../../ui/commands/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { Dialog } from '../../ui/layout/dialog.tsx'
import styles from './help-view.module.css'

/** Helps with a report to the maintainers. Mount it once. */
export function ReportProblem() {
  const [open, setOpen] = useState(false)
  const copy = useMutation(copyDiagnostics())
  const log = useMutation(showLog())
  useCommand('report-problem', {
    run: () => {
      copy.mutate()
      setOpen(true)
    },
  })
  if (!open) return null
  return (
    <Dialog
      title="Report a problem"
      onClose={() => setOpen(false)}
      actions={
        <>
          <Button onClick={() => log.mutate()}>Open log folder</Button>
          <Button busy={copy.isPending} onClick={() => copy.mutate()}>
            Copy again
          </Button>
          <Button variant="primary" onClick={() => setOpen(false)}>
            Done
          </Button>
        </>
      }
    >
      <ol className={styles.steps}>
        <li>
          {copy.isError
            ? 'The diagnostics could not be copied. Attach the log instead.'
            : copy.isPending
              ? 'Copying the diagnostics…'
              : 'The diagnostics are on the clipboard. Paste them into your report.'}
        </li>
        <li>Say what you did, what you expected, and what happened instead.</li>
        <li>
          Read the diagnostics before you publish them. They contain versions, settings, counts and the last
          lines of the log: no keys and no account ids, but the names of queues, and perhaps of files.
        </li>
      </ol>
    </Dialog>
  )
}
