/* oxlint-disable jsx-a11y/prefer-tag-over-role, jsx-a11y/no-noninteractive-tabindex --
   Virtualised rows cannot be table rows; the grid has the focus and names its current row. */
import { useEffect, useId, useLayoutEffect, useMemo, useRef, useState, type ReactNode, type Ref } from 'react'
import { useQuery } from '@tanstack/react-query'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import type { JobEntry, JobRow } from '../../../../shared/jobs/jobs.ts'
import { jobEntryKey } from '../../../../shared/jobs/job-entry-key.ts'
import { claimsQuery } from '../../../queries/jobs/claims.ts'
import { RowSlots } from '../../../ui/layout/row-slots.ts'
import { useVirtualRows } from '../../../ui/layout/use-virtual-rows.ts'
import { dayName, startOfDay } from '../../../ui/text/time-text.ts'
import { minuteMs, useTimeDerived } from '../../../ui/use-now.ts'
import { useSavedView } from '../../../ui/view/view-state.ts'
import { columnsFor, hiddenColumns, widthVariables } from './columns.ts'
import { HeadMenu } from './head-menu.tsx'
import styles from './jobs-list.module.css'
import { ListHead } from './list-head.tsx'
import { ListRow } from './list-row.tsx'
import { isSelected } from './selection.ts'
import type { JobsListControl } from './use-list-control.ts'
import { useRowActions, type DropResult } from './use-row-actions.ts'

const rowHeight = 32

interface JobsListProps {
  readonly ref?: Ref<HTMLDivElement>
  readonly label: string
  readonly control: JobsListControl
  readonly showsQueue: boolean
  /** Shows a button for the next step in each row. */
  readonly renderFix: ((job: JobRow) => ReactNode) | null
  readonly onDropResult: DropResult
}

/** A grid of jobs that renders only the rows on screen. */
export function JobsList({ ref, label, control, showsQueue, renderFix, onDropResult }: JobsListProps) {
  const { list, focusedIndex } = control
  const { window, state, change, showJobs } = list
  const { entries, offset, showRange } = window
  const total = window.total ?? 0
  const id = useId()
  const { scroll, height, first, last, firstVisible, topOf, onScroll, reveal, scrollTo } = useVirtualRows(
    total,
    rowHeight,
    state.top,
  )
  const [slots] = useState(() => new RowSlots())
  const widths = useSavedView(({ columns }) => columns)
  const claims = useQuery(claimsQuery()).data?.claims
  const claimsById = useMemo(
    () => new Map<string, Claim>((claims ?? []).map((one) => [one.id, one])),
    [claims],
  )
  const groupNames = useMemo(() => namesAbove(entries), [entries])
  const today = useTimeDerived(startOfDay, minuteMs)
  const hasDays = state.sort.by === 'age'
  const columns = columnsFor(showsQueue, renderFix !== null)

  const showLatest = useRef(showRange)
  useEffect(() => {
    showLatest.current = showRange
  })
  useEffect(() => {
    if (last >= first) showLatest.current(first, last)
  }, [first, last])

  // Remembers the scroll position, but not on every pixel.
  const changeLatest = useRef(change)
  useEffect(() => {
    changeLatest.current = change
  })
  useEffect(() => {
    const timer = setTimeout(() => changeLatest.current({ top: firstVisible }), 150)
    return () => clearTimeout(timer)
  }, [firstVisible])

  useAnchor(entries, offset, firstVisible, hasDays, scrollTo)
  const revealLatest = useRef(reveal)
  useEffect(() => {
    revealLatest.current = reveal
  })
  useLayoutEffect(() => {
    if (focusedIndex !== null) revealLatest.current(focusedIndex)
  }, [focusedIndex])
  const { viewKey } = control
  const shownKey = useRef(viewKey)
  useLayoutEffect(() => {
    if (shownKey.current === viewKey) return
    shownKey.current = viewKey
    scrollTo(0)
  })

  const actions = useRowActions(control, onDropResult)
  const entryAt = (index: number): JobEntry | null => entries[index - offset] ?? null
  const dayOf = (index: number): string | null => {
    const entry = entryAt(index)
    if (!hasDays || entry === null || entry.kind === 'more' || (entry.kind === 'job' && entry.inGroup))
      return null
    const before = entryBefore(entryAt, index)
    if (before !== null && startOfDay(before.createdAt) === startOfDay(entry.createdAt)) return null
    const isUnknown = index > 0 && before === null
    return isUnknown || startOfDay(entry.createdAt) === today ? null : dayName(entry.createdAt, today)
  }

  const shown: number[] = []
  for (let index = first; index <= last; index += 1) shown.push(index)
  const keys = slots.assign(
    shown.map((index) => {
      const entry = entryAt(index)
      const key = entry === null ? `empty ${index}` : jobEntryKey(entry)
      // A focused button in a row must not be reused for another job.
      return { key, canMove: entry?.kind === 'job' && renderFix === null }
    }),
  )
  // Elements stay in place while the list scrolls. Afterwards they are put in order, for screen readers.
  const order = slots.place(keys, state.top !== firstVisible)
  const focusedRow =
    focusedIndex !== null && focusedIndex >= first && focusedIndex <= last ? focusedIndex : null
  return (
    <div
      ref={ref}
      className={styles.grid}
      role="grid"
      aria-label={label}
      aria-rowcount={total + 1}
      aria-multiselectable
      aria-busy={window.isOld}
      aria-activedescendant={focusedRow === null ? undefined : `${id}-${focusedRow}`}
      tabIndex={0}
      data-queue={showsQueue || undefined}
      data-hides={hiddenColumns(columns, widths)}
      data-fix={renderFix !== null || undefined}
      style={widthVariables(widths)}
    >
      <HeadMenu
        columns={columns}
        sizes={state.sizes}
        onSizes={(sizes) => showJobs({ sizes })}
        area={<ListHead columns={columns} sort={state.sort} onSort={(sort) => showJobs({ sort })} />}
      />
      <div ref={scroll} className={styles.scroll} role="presentation" onScroll={onScroll}>
        <div
          className={styles.sizer}
          role="rowgroup"
          data-day={(offset === 0 && dayOf(0) !== null) || undefined}
          style={{ height: height }}
        >
          {order.map((position) => {
            const index = first + position
            const entry = entryAt(index)
            const job = entry?.kind === 'job' ? entry : null
            return (
              <ListRow
                key={keys[position]}
                list={id}
                index={index}
                top={topOf(index)}
                entry={entry}
                claim={job === null || job.claimId === null ? null : (claimsById.get(job.claimId) ?? null)}
                selected={job !== null && isSelected(state.selection, job.id)}
                focused={index === focusedRow}
                day={dayOf(index)}
                group={
                  job?.inGroup === true ? (groupNames[index - offset] ?? null) : (state.group?.name ?? null)
                }
                showsQueue={showsQueue}
                hasDays={hasDays}
                renderFix={renderFix}
                actions={actions}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}

/** Returns, for each entry, the name of the last group above it. */
function namesAbove(entries: readonly JobEntry[]): readonly (string | null)[] {
  let name: string | null = null
  return entries.map((entry) => {
    if (entry.kind === 'group') name = entry.name
    return name
  })
}

/** Returns the nearest entry above that has its own day. */
function entryBefore(entryAt: (index: number) => JobEntry | null, index: number) {
  for (let before = index - 1; before >= 0; before -= 1) {
    const entry = entryAt(before)
    if (entry === null) return null
    if (entry.kind === 'group' || (entry.kind === 'job' && !entry.inGroup)) return entry
  }
  return null
}

/** Keeps the visible rows in place while entries arrive above them. */
function useAnchor(
  entries: readonly JobEntry[],
  offset: number,
  firstVisible: number,
  isByAge: boolean,
  scrollTo: (index: number) => void,
): void {
  const anchor = useRef<{ readonly key: string; readonly index: number } | null>(null)
  const before = useRef(entries)
  useLayoutEffect(() => {
    const known = anchor.current
    if (
      before.current !== entries &&
      known !== null &&
      known.index > 0 &&
      isByAge &&
      firstVisible === known.index
    ) {
      const found = entries.findIndex((entry) => jobEntryKey(entry) === known.key)
      if (found !== -1 && found + offset !== known.index) scrollTo(found + offset)
    }
    before.current = entries
    const entry = entries[firstVisible - offset]
    anchor.current = entry === undefined ? null : { key: jobEntryKey(entry), index: firstVisible }
  })
}
