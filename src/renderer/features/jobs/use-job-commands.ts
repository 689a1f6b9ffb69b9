import type { RefObject } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { JobRow } from '../../../shared/jobs.ts'
import { forgetJobs } from '../../queries/jobs.ts'
import { useCommands, type CommandHandler } from '../../ui/commands.ts'
import type { JobsListControl } from './list/use-list-control.ts'
import { toJobSelection } from './list/selection.ts'
import { actionsOf, type JobAction } from './panel/job-actions.ts'
import type { JobActionRunner } from './panel/use-job-actions.tsx'

const noJob: CommandHandler = { run: () => undefined, enabled: false, reason: 'Select a job first.' }

/** The commands of the list and of the job that has the focus. */
export function useJobCommands(
  control: JobsListControl,
  runner: JobActionRunner,
  search: RefObject<HTMLInputElement | null>,
  openPanel: () => void,
): void {
  const { focused, list } = control
  const forget = useMutation(forgetJobs())
  const job = focused?.kind === 'job' ? focused : null
  const offered = job === null ? [] : offeredBy(job, runner)
  const one = (action: JobAction, title?: string): CommandHandler => {
    if (job === null) return noJob
    const item = offered.find((candidate) => candidate.action === action)
    return {
      run: () => runner.run(action, job),
      enabled: item !== undefined && item.disabled !== true,
      reason: 'This job is in another state.',
      ...(title === undefined ? {} : { title }),
    }
  }
  const first = (actions: readonly JobAction[]): CommandHandler => {
    const found = actions.map((action) => one(action)).find(({ enabled }) => enabled === true)
    return found ?? (job === null ? noJob : { ...noJob, reason: 'This job is in another state.' })
  }
  const selected = toJobSelection(list.state.selection, list.view)

  useCommands({
    find: () => {
      search.current?.focus()
      search.current?.select()
    },
    'next-row': () => control.move(1, false),
    'previous-row': () => control.move(-1, false),
    'select-all': () => control.selectAll(),
    primary: {
      run: () => (focused?.kind === 'group' ? control.toggleGroup(focused.id) : openPanel()),
      enabled: focused !== null,
    },
    open: first(['open-results', 'save-open', 'show-file', 'show-saved']),
    save: first(['save-results-to', 'save-as']),
    finish: one('finish'),
    'finish-unsaved': one('finish-unsaved'),
    release: one('release'),
    'hold-back': one('hold-back'),
    'dead-letter': one('dead-letter'),
    'move-on': one('start'),
    retry: one('retry'),
    'submit-again': one('submit-again'),
    'show-file': one('show-file'),
    'open-results': one('open-results'),
    'save-results-to': one('save-results-to'),
    'show-results': one('show-results'),
    remove: {
      run: () => {
        if (selected !== null) forget.mutate({ jobs: selected })
      },
      enabled: selected !== null,
      reason: 'Select a job first.',
    },
  })
}

function offeredBy(job: JobRow, runner: JobActionRunner) {
  // Whether there is a source file is only known once its details are loaded. Main says so if there is none.
  const { primary, second, menu } = actionsOf(job, runner.claimOf(job), job.direction === 'in')
  return [primary, second, ...menu].filter((item) => item !== null)
}
