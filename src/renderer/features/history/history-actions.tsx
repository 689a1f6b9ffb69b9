import { useRef } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { HistoryFilter, Retention } from '../../../shared/history.ts'
import { exportHistory, historyStatusQuery, retainHistory } from '../../queries/history.ts'
import { Button } from '../../ui/button.tsx'
import { plural } from '../../ui/format.ts'
import { Menu, MenuItem } from '../../ui/menu.tsx'
import { Select } from '../../ui/select.tsx'
import { toastSuccess } from '../../ui/toast-store.ts'

const limits = [
  { value: '30', label: 'Keep 30 days' },
  { value: '365', label: 'Keep 1 year' },
  { value: 'ever', label: 'Keep for ever' },
] as const

const daysOf = { '30': 30, '365': 365, ever: null } as const satisfies Record<string, Retention['keepDays']>

interface HistoryActionsProps {
  readonly filter: HistoryFilter
  /** Whether there is anything to write. */
  readonly canExport: boolean
}

/** How long jobs are kept, and writing those on the list into a file. */
export function HistoryActions({ filter, canExport }: HistoryActionsProps) {
  const retention = useQuery(historyStatusQuery()).data?.retention
  const retain = useMutation(retainHistory())
  const write = useMutation(exportHistory())
  const abort = useRef(new AbortController())

  function start(format: 'csv' | 'json-lines') {
    abort.current = new AbortController()
    write.mutate(
      { filter, format, signal: abort.current.signal },
      {
        onSuccess: (written) => {
          if (written !== null) toastSuccess(`${plural(written.jobs, 'job')} exported`)
        },
      },
    )
  }

  return (
    <>
      {retention === undefined ? null : (
        <Select
          label="How long the history is kept"
          hideLabel
          value={retention.keepDays === null ? 'ever' : (`${retention.keepDays}` as const)}
          options={limits}
          disabled={retain.isPending}
          onChange={(value) => retain.mutate({ ...retention, keepDays: daysOf[value] })}
        />
      )}
      {write.isPending ? (
        <Button onClick={() => abort.current.abort()}>Cancel export</Button>
      ) : (
        <Menu
          align="end"
          trigger={
            <Button icon={<Download aria-hidden />} disabled={!canExport}>
              Export
            </Button>
          }
        >
          <MenuItem detail="For spreadsheets" onSelect={() => start('csv')}>
            CSV…
          </MenuItem>
          <MenuItem detail="One JSON object a line" onSelect={() => start('json-lines')}>
            JSON Lines…
          </MenuItem>
        </Menu>
      )}
    </>
  )
}
