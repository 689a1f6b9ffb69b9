import { useEffect, useRef, useState, type ReactNode } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { JobFilter } from '../../../shared/jobs/job-state.ts'
import type { JobRow, JobScope } from '../../../shared/jobs/jobs.ts'
import { countsOf, jobCountsQuery, locateJob } from '../../queries/jobs/jobs.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { revealed, useReveal } from '../../ui/view/view-state.ts'
import { useMedia } from '../../ui/use-media.ts'
import { BulkBar } from './bar/bulk-bar.tsx'
import { FilterBar } from './bar/filter-bar.tsx'
import { useBulkClaims } from './bar/use-bulk-claims.tsx'
import { FindJobs, GroupChip, SizeChip } from './bar/find-jobs.tsx'
import { useSelectionSummary } from './bar/use-selection-summary.ts'
import { useSelected } from './bar/use-selected.ts'
import { ResultDrop } from './drop/result-drop.tsx'
import styles from './jobs-view.module.css'
import { JobMenu } from './list/job-menu.tsx'
import { JobsList } from './list/jobs-list.tsx'
import { NoMatch } from './list/no-match.tsx'
import { countJobs } from './list/count-jobs.ts'
import { countSelected, toJobSelection } from './list/selection.ts'
import { useJobsList } from './list/use-jobs-list.ts'
import { useListControl } from './list/use-list-control.ts'
import { useListKeys } from './list/use-list-keys.ts'
import { useNewJobs } from './list/use-new-jobs.ts'
import { FixButton } from './needs-you/fix-button.tsx'
import { PanelFrame } from './panel/panel-frame.tsx'
import { SidePanel } from './panel/side-panel.tsx'
import { useJobActions } from './panel/use-job-actions.tsx'
import { useJobCommands } from './use-job-commands.ts'
import { useRemoveJobs } from './use-remove-jobs.tsx'

export interface JobsViewProps {
  /** The name under which the view remembers its position and selection. */
  readonly listKey: string
  readonly scope: JobScope
  /** The accessible name of the list. */
  readonly label: string
  /** The list's only filter, with the page title. Absent if the user chooses the filter. */
  readonly fixed?: { readonly filter: JobFilter; readonly title: string }
  readonly showsQueue?: boolean
  /** Shows a button for the next step in each row. */
  readonly showsFix?: boolean
  /** Shown if there are no jobs at all. */
  readonly empty: ReactNode
  /** Renders a preview at the top of the panel. */
  readonly preview?: ((job: JobRow) => ReactNode) | undefined
  /** Shown above the list, in the same column. */
  readonly children?: ReactNode
}

/** A list of jobs, and a panel about the focused one. */
export function JobsView(props: JobsViewProps) {
  const {
    listKey,
    scope,
    label,
    fixed,
    showsQueue = false,
    showsFix = false,
    empty,
    preview,
    children,
  } = props
  const filter = fixed?.filter
  const counts = countsOf(useQuery(jobCountsQuery()).data, scope)
  const list = useJobsList(listKey, scope, filter)
  const isNarrow = useMedia('(max-width: 899px)')
  const [isOpen, setIsOpen] = useState(false)
  const panel = useRef<HTMLElement>(null)
  const grid = useRef<HTMLDivElement>(null)
  const search = useRef<HTMLInputElement>(null)
  const control = useListControl(list, () => runCommand('primary'))
  const runner = useJobActions()
  const locate = useMutation(locateJob())
  const { window, state, showJobs, change } = list
  const rows = useSelected(state.selection, window.entries)
  const total = window.total
  const jobTotal = countJobs(list, counts)
  const jobs = toJobSelection(state.selection, list.view)
  const summary = useSelectionSummary(jobs, rows, countSelected(state.selection, jobTotal ?? total ?? 0))
  const selectedCount = summary.jobs
  const bulk = useBulkClaims(summary.claimIds)
  const removal = useRemoveJobs()

  function openPanel() {
    setIsOpen(true)
    // In a narrow window the panel has to be rendered first.
    requestAnimationFrame(() => panel.current?.focus())
  }

  /** Shows another job, and scrolls the list to it. */
  function showJob(id: number) {
    change({ focused: `job ${id}`, selection: { kind: 'some', ids: [id] } })
    locate.mutate(
      { id, view: list.view },
      { onSuccess: ({ index }) => (index === null ? undefined : window.showRange(index, index)) },
    )
  }

  const wanted = useReveal(listKey)
  const isSettled = list.view.text === state.text.trim()
  useEffect(() => {
    if (wanted === null || !isSettled) return
    revealed(listKey)
    showJob(wanted)
    // oxlint-disable-next-line react/exhaustive-deps -- once for each request, as soon as the list is the right one
  }, [wanted, isSettled])

  function closePanel() {
    setIsOpen(false)
    requestAnimationFrame(() => grid.current?.focus())
  }

  useNewJobs(list, control, grid)
  useListKeys(control, () => Math.max(1, Math.floor((grid.current?.clientHeight ?? 0) / 32) - 2))

  const isAll =
    state.text.trim() === '' && state.period === 'any' && state.sizes === 'any' && state.group === null
  const isFiltered = !isAll || (filter === undefined && state.filter !== 'all')
  useJobCommands({
    control,
    runner,
    bulk,
    selected: jobs,
    summary,
    removal,
    search,
    // A narrow window opens the panel first.
    openPanel: isNarrow && !isOpen ? openPanel : null,
  })
  // A finished job stays in the panel, even if it was the last one that the filter showed.
  const hasEntries = total !== null && (total > 0 || (list.view.filter !== 'all' && state.focused !== null))
  const showsPanel = isNarrow ? isOpen && state.focused !== null : hasEntries
  const isCovered = isNarrow && showsPanel
  return (
    <div className={styles.view}>
      <div className={styles.top} inert={isCovered}>
        {fixed === undefined ? (
          <FilterBar list={list} counts={counts} search={search} />
        ) : (
          <PageHeader
            title={fixed.title}
            meta={
              <>
                <GroupChip list={list} />
                <SizeChip list={list} />
              </>
            }
            actions={
              total === 0 && !isFiltered ? undefined : (
                <search className={styles.find}>
                  <FindJobs list={list} search={search} />
                </search>
              )
            }
          />
        )}
        {children}
      </div>
      <div className={styles.two}>
        <div className={styles.list} inert={isCovered}>
          {window.error !== null ? (
            <div className={styles.error}>
              <ErrorNote error={window.error} onRetry={window.retry} />
            </div>
          ) : total === 0 && !window.isOld ? (
            isFiltered ? (
              <NoMatch
                list={list}
                onShowAll={() =>
                  showJobs({
                    text: '',
                    period: 'any',
                    sizes: 'any',
                    group: null,
                    ...(filter === undefined ? { filter: 'all' } : {}),
                  })
                }
              />
            ) : (
              empty
            )
          ) : (
            <JobMenu control={control}>
              <JobsList
                ref={grid}
                label={label}
                control={control}
                showsQueue={showsQueue}
                renderFix={showsFix ? (job) => <FixButton job={job} runner={runner} /> : null}
                onDropResult={(claimId, files) => runner.finishWith(claimId, files)}
              />
            </JobMenu>
          )}
          {jobs !== null && selectedCount > 1 ? (
            <BulkBar
              isAll={
                state.selection.kind === 'all'
                  ? state.selection.except.length === 0
                  : jobTotal !== null && selectedCount >= jobTotal
              }
              total={jobTotal}
              jobs={jobs}
              summary={summary}
              bulk={bulk}
              removal={removal}
              onSelectAll={control.selectAll}
              onClear={control.clear}
            />
          ) : null}
        </div>
        {showsPanel ? (
          <PanelFrame covers={isNarrow}>
            <ResultDrop job={control.focused} runner={runner}>
              <SidePanel
                ref={panel}
                control={control}
                runner={runner}
                selectedCount={selectedCount}
                preview={preview}
                onBack={isNarrow ? closePanel : undefined}
                onShowJob={showJob}
              />
            </ResultDrop>
          </PanelFrame>
        ) : null}
      </div>
      {runner.dialogs}
      {bulk.dialogs}
      {removal.dialog}
    </div>
  )
}
