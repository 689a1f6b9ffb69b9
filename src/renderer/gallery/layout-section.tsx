import { useState } from 'react'
import { Hand } from 'lucide-react'
import { Button } from '../ui/controls/button.tsx'
import { PageHeader } from '../ui/layout/page-header.tsx'
import { Panel } from '../ui/layout/panel.tsx'
import { GridCell, VirtualGrid } from '../ui/layout/virtual-grid.tsx'
import { MiddleCut } from '../ui/text/middle-cut.tsx'
import { Skeleton } from '../ui/feedback/skeleton.tsx'
import styles from './gallery.module.css'
import { Group } from './group.tsx'

const rows = Array.from({ length: 20 }, (_, index) => `scan_of_page_${String(index).padStart(4, '0')}.txt`)

/** Headers, panels, lists and charts. */
export function LayoutSection() {
  const [selected, setSelected] = useState<string | null>(rows[2] ?? null)
  return (
    <>
      <Group label="Header" variant="column">
        <PageHeader title="demo" meta="live, 3 s" actions={<Button variant="primary">Claim next</Button>} />
      </Group>
      <Group label="List" variant="column">
        <div className={styles.grid}>
          <VirtualGrid
            label="Jobs"
            columns={[{ label: 'State' }, { label: 'Name' }, { label: 'Size' }]}
            columnsClassName={styles.columns}
            rowHeight={32}
            items={rows}
            keyOf={(row) => row}
            selected={selected}
            onSelect={setSelected}
            renderRow={(row) => (
              <>
                <GridCell>
                  <span style={{ color: 'var(--state-mine)' }}>
                    <Hand size={14} aria-hidden /> Mine
                  </span>
                </GridCell>
                <GridCell>
                  <MiddleCut text={row} />
                </GridCell>
                <GridCell>2 KB</GridCell>
              </>
            )}
          />
        </div>
      </Group>
      <Group label="Panel" variant="column">
        <Panel title="Saving" description="Where files go." actions={<Button>Choose folder…</Button>}>
          Downloads
        </Panel>
      </Group>
      <Group label="Placeholder">
        <Skeleton width={220} height={20} />
      </Group>
    </>
  )
}
