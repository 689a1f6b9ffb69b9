import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Retention } from '../../../shared/history.ts'
import { historyStatusQuery, retainHistory } from '../../queries/history.ts'
import { ConfirmDialog } from '../../ui/confirm-dialog.tsx'
import { formatCount } from '../../ui/format.ts'
import { Select } from '../../ui/select.tsx'
import styles from './history-view.module.css'

const ages = [
  { value: '30', label: 'Keep 30 days' },
  { value: '365', label: 'Keep 1 year' },
  { value: 'ever', label: 'Keep forever' },
] as const

const daysOf = { '30': 30, '365': 365, ever: null } as const satisfies Record<string, Retention['keepDays']>

const amounts = [10_000, 100_000, 1_000_000, 10_000_000]

/** Sets how long jobs are kept, and how many. */
export function HistoryRetention() {
  const kept = useQuery(historyStatusQuery()).data?.retention
  const retain = useMutation(retainHistory())
  const [asked, setAsked] = useState<Retention | null>(null)
  if (kept === undefined) return null

  function choose(wanted: Retention) {
    if (kept !== undefined && isTighter(wanted, kept)) setAsked(wanted)
    else retain.mutate(wanted)
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
      {asked === null ? null : (
        <ConfirmDialog
          tone="danger"
          title="Shorten the history?"
          confirm="Remove jobs"
          onConfirm={() => {
            retain.mutate(asked)
            setAsked(null)
          }}
          onClose={() => setAsked(null)}
        >
          {asked.keepDays === null
            ? `All but the newest ${formatCount(asked.maxJobs)} jobs are removed`
            : `Jobs older than ${asked.keepDays} days, and all but the newest ${formatCount(asked.maxJobs)}, are removed`}{' '}
          from the history on this computer. This cannot be undone. Messages, payloads and unfinished jobs are
          kept.
        </ConfirmDialog>
      )}
    </div>
  )
}

function isTighter(wanted: Retention, kept: Retention): boolean {
  const [days, keptDays] = [wanted.keepDays ?? Infinity, kept.keepDays ?? Infinity]
  return days < keptDays || wanted.maxJobs < kept.maxJobs
}
