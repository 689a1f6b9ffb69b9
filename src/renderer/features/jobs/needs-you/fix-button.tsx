import type { JobRow } from '../../../../shared/jobs/jobs.ts'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { actionsOf } from '../panel/job-actions.ts'
import type { JobActionRunner } from '../panel/use-job-actions.tsx'

interface FixButtonProps {
  readonly job: JobRow
  readonly runner: JobActionRunner
}

/** The button for the action that helps most. */
export function FixButton({ job, runner }: FixButtonProps) {
  const { primary, second } = actionsOf(job, runner.claimOf(job), false)
  const item = primary ?? second
  if (item === null) return null
  return (
    <Button
      size="small"
      tabIndex={-1}
      disabled={item.disabled ?? false}
      busy={runner.isBusy(item.action, job)}
      aria-label={`${item.label}: ${visibleText(job.name, true)}`}
      onClick={(event) => {
        event.stopPropagation()
        runner.run(item.action, job)
      }}
    >
      {item.label}
    </Button>
  )
}
