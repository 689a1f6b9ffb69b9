import { PanelRight } from 'lucide-react'
import type { ReactNode, Ref } from 'react'
import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { plural } from '../../../ui/text/format.ts'
import type { JobsListControl } from '../list/use-list-control.ts'
import { GroupPanel } from './group-panel.tsx'
import { JobPanel } from './job-panel.tsx'
import styles from './panel.module.css'
import type { JobActionRunner } from './use-job-actions.tsx'

interface SidePanelProps {
  readonly ref: Ref<HTMLElement>
  readonly control: JobsListControl
  readonly runner: JobActionRunner
  /** If several jobs are selected, the actions here still apply to only one. */
  readonly selectedCount: number
  readonly preview: ((job: JobRow) => ReactNode) | undefined
  readonly onBack: (() => void) | undefined
  readonly onShowJob: (id: number) => void
}

/** The focused entry's details, even while it is off screen. */
export function SidePanel(props: SidePanelProps) {
  const { ref, control, runner, selectedCount, preview, onBack, onShowJob } = props
  const { focused, list } = control
  if (focused?.kind === 'group') {
    return (
      <GroupPanel
        key={focused.id}
        ref={ref}
        group={focused}
        view={list.view}
        onShowJobs={() => list.showJobs({ group: { id: focused.id, name: focused.name } })}
        onBack={onBack}
      />
    )
  }
  const id = jobIdOf(list.state.focused)
  if (id === null) {
    return (
      <section ref={ref} className={styles.panel} tabIndex={-1} aria-label="Job">
        <p className={styles.nothing}>
          <PanelRight size={22} strokeWidth={1.5} aria-hidden />
          {selectedCount === 0 ? 'No job selected' : `${plural(selectedCount, 'job')} selected`}
        </p>
      </section>
    )
  }
  return (
    <JobPanel
      key={id}
      ref={ref}
      id={id}
      row={focused}
      runner={runner}
      isOneOfSeveral={selectedCount > 1}
      preview={preview}
      onBack={onBack}
      onShowJob={onShowJob}
    />
  )
}

/** Returns the id in a key such as `job 12`. */
function jobIdOf(key: string | null): number | null {
  const id = /^job (\d+)$/.exec(key ?? '')?.[1]
  return id === undefined ? null : Number(id)
}
