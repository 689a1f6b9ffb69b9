import { useRef } from 'react'
import { useMutation } from '@tanstack/react-query'
import { Download } from 'lucide-react'
import type { HistoryFilter } from '../../../../shared/history.ts'
import { exportHistory } from '../../../queries/history.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { plural } from '../../../ui/format.ts'
import { Menu, MenuItem } from '../../../ui/controls/menu.tsx'
import { toastSuccess } from '../../../ui/feedback/toast-store.ts'

interface ExportMenuProps {
  readonly filter: HistoryFilter
  /** Whether there are jobs to export. */
  readonly canExport: boolean
}

/** Exports the listed jobs to a file. */
export function ExportMenu({ filter, canExport }: ExportMenuProps) {
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

  if (write.isPending) return <Button onClick={() => abort.current.abort()}>Cancel export</Button>
  return (
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
      <MenuItem detail="One JSON object per line" onSelect={() => start('json-lines')}>
        JSON Lines…
      </MenuItem>
    </Menu>
  )
}
