import type { RefObject } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { JobFilter } from '../../../shared/jobs/job-state.ts'
import type {
  GroupRow,
  JobCopyFormat,
  JobRow,
  JobSelection,
  SelectedJobs,
} from '../../../shared/jobs/jobs.ts'
import { copyJobs, retryJobs } from '../../queries/jobs/jobs.ts'
import { useCommands, type CommandHandler } from '../../ui/commands/commands.ts'
import { toastSuccess } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'
import { requestDialog } from '../../ui/work-requests.ts'
import type { RemoveJobs } from './use-remove-jobs.tsx'
import { useExport } from './use-export.ts'
import { reportFailed } from './report-failed.ts'
import { useSaveResults } from './use-save-results.ts'
import type { BulkAction, BulkClaims } from './bar/use-bulk-claims.tsx'
import type { JobsListControl } from './list/use-list-control.ts'
import { allOf, viewOfGroup } from './list/selection.ts'
import { actionsOf, type JobAction } from './panel/job-actions.ts'
import type { JobActionRunner } from './panel/use-job-actions.tsx'

interface JobCommandsOptions {
  readonly control: JobsListControl
  readonly runner: JobActionRunner
  readonly bulk: BulkClaims
  readonly selected: JobSelection | null
  /** A summary of the selected jobs. */
  readonly summary: SelectedJobs
  readonly removal: RemoveJobs
  readonly search: RefObject<HTMLInputElement | null>
  /** Shows the focused job, or `null` if it is already on screen. */
  readonly openPanel: (() => void) | null
}

const disabled = (reason: string): CommandHandler => ({ run: () => undefined, enabled: false, reason })
const noJob = disabled('Select a job first.')
const otherState = "Not possible in this job's state."
const severalSelected = 'Select one job only.'

/** Registers the commands for the list and for the selected jobs. */
export function useJobCommands(options: JobCommandsOptions): void {
  const { control, runner, bulk, selected, removal, search, openPanel } = options
  const { focused, list } = control
  // Without a selection, the commands apply to the jobs of the focused group.
  const group = selected === null && focused?.kind === 'group' ? focused : null
  const summary = group === null ? options.summary : summaryOf(group)
  const count = summary.jobs
  const retry = useMutation(retryJobs())
  const { save } = useSaveResults()
  const copy = useMutation(copyJobs())
  const write = useExport()
  const job = focused?.kind === 'job' ? focused : null
  const offered = job === null ? [] : offeredBy(job, runner)
  const areSeveral = count > 1
  const reported = { onSuccess: reportFailed }

  const one = (action: JobAction): CommandHandler => {
    if (job === null) return noJob
    if (areSeveral) return disabled(severalSelected)
    const item = offered.find((candidate) => candidate.action === action)
    return {
      run: () => runner.run(action, job),
      enabled: item !== undefined && item.disabled !== true,
      reason: otherState,
    }
  }
  const first = (actions: readonly JobAction[]): CommandHandler =>
    actions.map(one).find(({ enabled }) => enabled === true) ?? one(actions[0] ?? 'show-file')
  /** For one job it acts like the panel, for several like the bar below the list. */
  const each = (action: JobAction, several: BulkAction): CommandHandler =>
    !areSeveral
      ? one(action)
      : {
          run: () => bulk.run(several),
          enabled: bulk.fitting(several).length > 0,
          reason: 'None of these jobs is yours.',
        }
  /** Of a group, only the jobs with the filter. */
  const some = (
    run: (chosen: JobSelection) => void,
    enabled = true,
    filter: JobFilter = 'all',
  ): CommandHandler => {
    const chosen = group === null ? selected : allOf(viewOfGroup(list.view, group, filter))
    return chosen === null ? noJob : { run: () => run(chosen), enabled, reason: otherState }
  }
  const savesResults = some(
    // All jobs of a list include those that come later, which are not meant.
    (chosen) => save(chosen, () => (selected?.kind === 'all' ? control.clear() : undefined)),
    summary.withResults > 0,
    'results',
  )

  const copies = (as: JobCopyFormat): CommandHandler =>
    some((chosen) =>
      copy.mutate(
        { jobs: chosen, as },
        { onSuccess: ({ copied }) => toastSuccess(`${plural(copied, 'job')} copied`) },
      ),
    )
  /** Exports the selected jobs if there are several, otherwise everything that is shown. */
  const exported = areSeveral && selected !== null ? selected : allOf(list.view)
  const exports = (format: 'csv' | 'json-lines'): CommandHandler => ({
    run: () => write.start(exported, format),
    enabled: list.window.total !== 0 && !write.isPending,
    reason: write.isPending ? 'An export is in progress.' : 'There is nothing to export.',
  })

  useCommands({
    find: () => {
      search.current?.focus()
      search.current?.select()
    },
    'next-row': () => control.move(1, false),
    'previous-row': () => control.move(-1, false),
    'select-all': () => control.selectAll(),
    primary: {
      run: () => {
        const next = job === null ? null : actionsOf(job, runner.claimOf(job), job.direction === 'in').primary
        if (focused?.kind === 'group') control.toggleGroup(focused.id)
        else if (openPanel !== null) openPanel()
        else if (job !== null && next !== null && next.disabled !== true) runner.run(next.action, job)
      },
      enabled: focused !== null,
    },
    open: first(['open-results', 'save-open', 'show-file', 'show-saved']),
    save:
      bulk.fitting('save').length > 0
        ? { run: () => bulk.run('save'), ...titled('Save', bulk.fitting('save').length) }
        : savesResults.enabled === true
          ? savesResults
          : one('save-as'),
    finish: one('finish'),
    'finish-unsaved': each('finish-unsaved', 'acknowledge'),
    release: each('release', 'release'),
    'hold-back': each('hold-back', 'hold-back'),
    'dead-letter': each('dead-letter', 'dead-letter'),
    'move-on': each('start', 'start'),
    retry: areSeveral
      ? some((chosen) => retry.mutate({ jobs: chosen }, reported), summary.counts.failed > 0, 'needs-you')
      : one('retry'),
    'submit-again': areSeveral
      ? some((chosen) => requestDialog({ kind: 'submit-again', jobs: chosen, count }))
      : one('submit-again'),
    'show-file': one('show-file'),
    'open-results': one('open-results'),
    'save-results': savesResults,
    'save-results-to': one('save-results-to'),
    'show-results': one('show-results'),
    'copy-text': copies('text'),
    'copy-json': copies('json'),
    'copy-aws': copies('aws-copy'),
    'copy-aws-send': copies('aws-send'),
    'export-csv': exports('csv'),
    'export-json': exports('json-lines'),
    remove: some((chosen) => removal.remove({ jobs: chosen, count })),
  })
}

/** Sums up a group. What is claimed or seen is unknown, so commands for that are disabled. */
function summaryOf({ jobs, counts }: GroupRow): SelectedJobs {
  return { jobs, counts, withResults: counts.result, claimIds: [] }
}

function titled(verb: string, count: number): { readonly title?: string } {
  return count > 1 ? { title: `${verb} ${plural(count, 'job')}` } : {}
}

function offeredBy(job: JobRow, runner: JobActionRunner) {
  // A job's details must be loaded to know if it has a source file. If it has none, main reports
  // that.
  const { primary, second, menu } = actionsOf(job, runner.claimOf(job), job.direction === 'in')
  return [primary, second, ...menu].filter((item) => item !== null)
}
