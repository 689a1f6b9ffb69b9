import { useEffect, useState, type RefObject } from 'react'
import type { JobEntry } from '../../../../shared/jobs/jobs.ts'
import { useMutationResult } from '../../../queries/mutation-results.ts'
import { nothing } from './selection.ts'
import type { JobsList } from './use-jobs-list.ts'
import type { JobsListControl } from './use-list-control.ts'

/** The drop or claim that the user has just started, whose rows will appear in the list. */
type Expected =
  | { readonly kind: 'submitted'; readonly since: number }
  | { readonly kind: 'claimed'; readonly claimIds: readonly string[] }

/** How long rows may still arrive after a drop or a claim. */
const patienceMs = 5_000
/** If some claimed jobs are still not visible by then, the list switches to the claimed ones. */
const searchMs = 1_000

/**
 * Selects the new rows at the top after a drop. After a claim, focuses its row, or selects all rows
 * if there are several.
 */
export function useNewJobs(
  list: JobsList,
  control: JobsListControl,
  grid: RefObject<HTMLDivElement | null>,
): void {
  const [expected, setExpected] = useState<Expected | null>(null)
  const { entries } = list.window

  useMutationResult('jobs:submit', (_output, input, since) => {
    if (input.queue !== list.view.scope.queue) return
    list.showJobs({
      filter: 'all',
      text: '',
      period: 'any',
      sizes: 'any',
      group: null,
      sort: { by: 'age', descending: true },
    })
    setExpected({ kind: 'submitted', since })
  })
  useMutationResult('claims:next', ({ claimIds }) => {
    if (claimIds.length > 0) setExpected({ kind: 'claimed', claimIds })
  })

  useEffect(() => {
    if (expected === null) return
    const timer = setTimeout(() => setExpected(null), patienceMs)
    return () => clearTimeout(timer)
  }, [expected])

  const found = expected === null ? [] : entries.filter((entry) => isExpected(entry, expected))
  const keys = found.map((entry) => (entry.kind === 'more' ? '' : `${entry.kind} ${entry.id}`)).join(',')
  const isMissing = expected?.kind === 'claimed' && found.length < expected.claimIds.length
  useEffect(() => {
    const [first] = found
    if (first === undefined || expected === null) return
    // The commands of an open menu apply to the jobs that are selected now.
    if (isWithin('[role="menu"]')) return
    const isClaim = expected.kind === 'claimed'
    const ids = found.flatMap((entry) =>
      entry.kind === 'job' && (isClaim || !entry.inGroup) ? [entry.id] : [],
    )
    control.focusEntry(first)
    if (ids.length > 1) list.change({ selection: { kind: 'some', ids } })
    if (isClaim && !isMissing) setExpected(null)
    // The shortcuts then work at once. Typing continues, and an open dialog stays open.
    if (!isWithin('input, textarea, [role="dialog"], [role="alertdialog"], [role="listbox"]'))
      grid.current?.focus()
    // oxlint-disable-next-line react/exhaustive-deps -- only when other entries are found
  }, [keys])

  useEffect(() => {
    if (!isMissing) return
    const timer = setTimeout(() => {
      list.showJobs({ filter: 'mine', text: '', period: 'any', sizes: 'any', group: null })
      list.change({ selection: nothing })
    }, searchMs)
    return () => clearTimeout(timer)
    // oxlint-disable-next-line react/exhaustive-deps -- only when a claim is missing
  }, [isMissing])
}

/** True if the focus is in an element that matches the selector. */
function isWithin(selector: string): boolean {
  return document.activeElement?.closest(selector) != null
}

function isExpected(entry: JobEntry, expected: Expected): boolean {
  if (expected.kind === 'claimed') {
    return entry.kind === 'job' && entry.claimId !== null && expected.claimIds.includes(entry.claimId)
  }
  return (
    entry.kind !== 'more' && entry.createdAt >= expected.since && !(entry.kind === 'job' && entry.inGroup)
  )
}
