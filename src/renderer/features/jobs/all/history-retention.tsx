import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Retention } from '../../../../shared/jobs/history.ts'
import { historyStatusQuery, retainHistory } from '../../../queries/jobs/history.ts'
import { ConfirmDialog } from '../../../ui/layout/confirm-dialog.tsx'
import { formatCount } from '../../../ui/text/format.ts'
import { Select } from '../../../ui/controls/select.tsx'
import styles from './all-jobs-view.module.css'

const ages = [
  { value: '30', label: 'Keep 30 days' },
  { value: '365', label: 'Keep 1 year' },
  { value: 'ever', label: 'Keep forever' },
] as const

const daysOf = { '30': 30, '365': 365, ever: null } as const satisfies Record<string, Retention['keepDays']>

const amounts = [10_000, 100_000, 1_000_000, 10_000_000]

/** Sets how long to keep jobs, and how many. */
export function HistoryRetention() {
  const kept = useQuery(historyStatusQuery()).data?.retention
  const retain = useMutation(retainHistory())
  const [pending, setPending] = useState<Retention | null>(null)
  if (kept === undefined) return null

  function choose(next: Retention) {
    if (kept !== undefined && isTighter(next, kept)) setPending(next)
    else retain.mutate(next)
  }

  return (
    <div className={styles.retention}>
      <Select
        label="Age limit of the history"
        hideLabel
        value={kept.keepDays === null ? 'ever' : (`${kept.keepDays}` as const)}
        options={ages}
        disabled={retain.isPending}
        onChange={(value) => choose({ ...kept, keepDays: daysOf[value] })}
      />
      <Select
        label="Job limit of the history"
        hideLabel
        value={String(kept.maxJobs)}
        options={[...new Set([...amounts, kept.maxJobs])]
          .toSorted((a, b) => a - b)
          .map((jobs) => ({ value: String(jobs), label: `Up to ${formatCount(jobs)} jobs` }))}
        disabled={retain.isPending}
        onChange={(value) => choose({ ...kept, maxJobs: Number(value) })}
      />
      {pending === null ? null : (
        <ConfirmDialog
          tone="danger"
          title="Shorten the history?"
          confirm="Remove jobs"
          onConfirm={() => {
            retain.mutate(pending)
            setPending(null)
          }}
          onClose={() => setPending(null)}
        >
          {pending.keepDays === null
            ? `All but the newest ${formatCount(pending.maxJobs)} jobs are removed`
            : `Jobs older than ${pending.keepDays} days, and all but the newest ${formatCount(pending.maxJobs)}, are removed`}{' '}
          from the history on this computer. This cannot be undone. Messages, payloads and unfinished jobs are
          kept.
        </ConfirmDialog>
      )}
    </div>
  )
}

function isTighter(next: Retention, kept: Retention): boolean {
  const [days, keptDays] = [next.keepDays ?? Infinity, kept.keepDays ?? Infinity]
  return days < keptDays || next.maxJobs < kept.maxJobs
}
