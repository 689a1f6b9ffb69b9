import { Download } from 'lucide-react'
import type { JobsView } from '../../../../shared/jobs/jobs.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { Menu, MenuItem } from '../../../ui/controls/menu.tsx'
import { allOf } from '../list/selection.ts'
import { useExport } from '../use-export.ts'

interface ExportMenuProps {
  /** The jobs to export. */
  readonly view: JobsView
  /** False if there are no jobs to export. */
  readonly canExport: boolean
}

/** Exports the listed jobs to a file. */
export function ExportMenu({ view, canExport }: ExportMenuProps) {
  const { isPending, start, cancel } = useExport()
  if (isPending) return <Button onClick={cancel}>Cancel export</Button>
  return (
    <Menu
      align="end"
      trigger={
        <Button icon={<Download aria-hidden />} disabled={!canExport}>
          Export
        </Button>
      }
    >
      <MenuItem detail="For spreadsheets" onSelect={() => start(allOf(view), 'csv')}>
        CSV…
      </MenuItem>
      <MenuItem detail="One JSON object per line" onSelect={() => start(allOf(view), 'json-lines')}>
        JSON Lines…
      </MenuItem>
    </Menu>
  )
}
