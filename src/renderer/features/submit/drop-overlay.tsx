import { createPortal } from 'react-dom'
import { Ban, FileInput } from 'lucide-react'
import { plural } from '../../ui/text/format.ts'
import styles from './drop-overlay.module.css'

interface DropOverlayProps {
  readonly count: number | null
  readonly queue: string | null
  /** True while the job queues are not known yet. */
  readonly waits: boolean
}

/** Shows what a drop would do. */
export function DropOverlay({ count, queue, waits }: DropOverlayProps) {
  return createPortal(
    <div
      className={styles.overlay}
      data-testid="drop-overlay"
      data-refused={(queue === null && !waits) || undefined}
    >
      <output className={styles.content}>
        {queue === null && waits ? (
          <>
            <FileInput size={30} strokeWidth={1.6} aria-hidden />
            <b className={styles.title}>Drop to submit {count === null ? 'files' : plural(count, 'file')}</b>
            <span>Submitted once the connection is ready</span>
          </>
        ) : queue === null ? (
          <>
            <Ban size={30} strokeWidth={1.6} aria-hidden />
            <b className={styles.title}>Add or choose a job queue first</b>
            <span>Files dropped on a queue become its jobs</span>
          </>
        ) : (
          <>
            <FileInput size={30} strokeWidth={1.6} aria-hidden />
            <b className={styles.title}>
              {count === null || count === 1 ? 'New job' : plural(count, 'new job')} in <bdi>{queue}</bdi>
            </b>
            <span>Each file becomes a job · hold Alt to edit first</span>
          </>
        )}
      </output>
    </div>,
    document.body,
  )
}
