import { PackagePlus } from 'lucide-react'
import { useLayoutEffect, useRef, useState, type DragEvent, type ReactNode } from 'react'
import { createPortal } from 'react-dom'
import type { GroupRow, JobRow } from '../../../../shared/jobs/jobs.ts'
import { plural } from '../../../ui/text/format.ts'
import { ForeignText } from '../../../ui/text/foreign-text.tsx'
import { claimStage, isDamaged } from '../claim/claim-state.ts'
import type { JobActionRunner } from '../panel/use-job-actions.tsx'
import styles from './result-drop.module.css'
import { useDragged } from './use-dragged.ts'

interface ResultDropProps {
  readonly job: JobRow | GroupRow | null
  readonly runner: JobActionRunner
  readonly children: ReactNode
}

/** Accepts files dropped on the panel as results, for a job that this app holds. */
export function ResultDrop({ job, runner, children }: ResultDropProps) {
  const dragged = useDragged()
  const [isOver, setIsOver] = useState(false)
  const claim = job?.kind === 'job' && job.state === 'mine' ? runner.claimOf(job) : null
  const accepts = claim !== null && claimStage(claim) === 'held' && !isDamaged(claim)
  if (dragged === null && isOver) setIsOver(false)
  const isShown = dragged !== null && accepts && job !== null
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

  function onDrop(event: DragEvent) {
    const files = [...event.dataTransfer.files]
    if (claim !== null && files.length > 0) runner.finishWith(claim.id, files)
  }

  return (
    <div
      ref={target}
      className={styles.target}
      data-file-drop-area={accepts || undefined}
      onDragOver={() => setIsOver(true)}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget)))
          setIsOver(false)
      }}
      onDrop={accepts ? onDrop : undefined}
    >
      {children}
      {isShown
        ? createPortal(
            <output ref={zone} className={styles.zone} data-over={isOver || undefined}>
              <PackagePlus size={26} strokeWidth={1.6} aria-hidden />
              <b className={styles.title}>
                Result of <ForeignText text={job.name} />
              </b>
              <span>{dragged === 0 ? '' : `${plural(dragged, 'file')} · `}then Enter to finish the job</span>
            </output>,
            document.body,
          )
        : null}
    </div>
  )
}
