import { PackagePlus } from 'lucide-react'
import { useLayoutEffect, useRef, type DragEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { GroupRow, JobRow } from '../../../../shared/jobs/jobs.ts'
import { toastError } from '../../../ui/feedback/toast-store.ts'
import { plural } from '../../../ui/text/format.ts'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import type { JobActionRunner } from '../panel/use-job-actions.tsx'
import styles from './result-drop.module.css'
import { lostResult } from './use-dropped-results.ts'
import { useDragged } from './use-dragged.ts'

interface ResultDropProps {
  readonly job: JobRow | GroupRow | null
  readonly runner: JobActionRunner
  readonly children: ReactNode
}

/**
 * Accepts files dropped on the panel as results for a job that this app holds. They never become new jobs, even if
 * the job is still being saved or its lease has just ended.
 */
export function ResultDrop({ job, runner, children }: ResultDropProps) {
  const dragged = useDragged()
  const own = job?.kind === 'job' && (job.state === 'mine' || job.state === 'lost') ? job : null
  const isShown = dragged !== null && own?.state === 'mine'
  const isOver = isShown && dragged.isOverJob
  const target = useRef<HTMLDivElement>(null)
  const zone = useRef<HTMLOutputElement>(null)

  // Both zones cover the window side by side, so the other one ends where this one starts.
  useLayoutEffect(() => {
    if (!isShown || target.current === null || zone.current === null) return
    const { left, top, width, height } = target.current.getBoundingClientRect()
    Object.assign(zone.current.style, {
      left: `${left + 8}px`,
      top: `${top + 8}px`,
      width: `${width - 16}px`,
      height: `${height - 16}px`,
    })
    document.documentElement.style.setProperty('--result-zone', `${window.innerWidth - left}px`)
    document.documentElement.style.setProperty('--result-zone-top', `${top + 8}px`)
    return () => {
      document.documentElement.style.removeProperty('--result-zone')
      document.documentElement.style.removeProperty('--result-zone-top')
    }
  }, [isShown])

  // Only the zone that gets the files may look like it.
  useLayoutEffect(() => {
    if (!isOver) return
    document.documentElement.style.setProperty('--new-job-edge', 'var(--edge)')
    return () => {
      document.documentElement.style.removeProperty('--new-job-edge')
    }
  }, [isOver])

  function onDrop(event: DragEvent) {
    const files = [...event.dataTransfer.files]
    if (own === null || files.length === 0) return
    if (own.claimId === null) toastError(lostResult)
    else runner.finishWith(own.claimId, files)
  }

  return (
    <div
      ref={target}
      className={styles.target}
      data-file-drop-area={own === null ? undefined : own.state === 'mine' ? 'beside' : true}
      onDrop={own === null ? undefined : onDrop}
    >
      {children}
      {isShown
        ? createPortal(
            <output ref={zone} className={styles.zone} data-over={isOver || undefined}>
              <PackagePlus size={26} strokeWidth={1.6} aria-hidden />
              <b className={styles.title}>
                Result of <ForeignText text={own.name} isName />
              </b>
              <span>
                {dragged.count === 0 ? '' : `${plural(dragged.count, 'file')} · `}then Enter to finish the job
              </span>
            </output>,
            document.body,
          )
        : null}
    </div>
  )
}
