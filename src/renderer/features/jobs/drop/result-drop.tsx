import { PackagePlus } from 'lucide-react'
import { useState, type DragEvent, type ReactNode } from 'react'
import type { GroupRow, JobRow } from '../../../../shared/jobs.ts'
import { plural } from '../../../ui/format.ts'
import { ForeignText } from '../../../ui/foreign-text.tsx'
import { claimStage, isDamaged } from '../claim/claim-state.ts'
import type { JobActionRunner } from '../panel/use-job-actions.tsx'
import styles from './result-drop.module.css'
import { useDragged } from './use-dragged.ts'

interface ResultDropProps {
  readonly job: JobRow | GroupRow | null
  readonly runner: JobActionRunner
  readonly children: ReactNode
}

/** While a job is yours: files that are dropped on the panel are its results. */
export function ResultDrop({ job, runner, children }: ResultDropProps) {
  const dragged = useDragged()
  const [isOver, setIsOver] = useState(false)
  const claim = job?.kind === 'job' && job.state === 'mine' ? runner.claimOf(job) : null
  const accepts = claim !== null && claimStage(claim) === 'held' && !isDamaged(claim)
  if (dragged === null && isOver) setIsOver(false)

  function onDrop(event: DragEvent) {
    const files = [...event.dataTransfer.files]
    if (claim !== null && files.length > 0) runner.finishWith(claim.id, files)
  }

  return (
    <div
      className={styles.target}
      data-file-drop-area={accepts || undefined}
      onDragOver={() => setIsOver(true)}
      onDragLeave={(event) => {
        if (!(event.relatedTarget instanceof Node && event.currentTarget.contains(event.relatedTarget))) setIsOver(false)
      }}
      onDrop={accepts ? onDrop : undefined}
    >
      {children}
      {dragged !== null && accepts && job !== null ? (
        <output className={styles.zone} data-over={isOver || undefined}>
          <PackagePlus size={26} strokeWidth={1.6} aria-hidden />
          <b className={styles.title}>
            Result of <ForeignText text={job.name} />
          </b>
          <span>{dragged === 0 ? '' : `${plural(dragged, 'file')} · `}then Enter to finish the job</span>
        </output>
      ) : null}
    </div>
  )
}
