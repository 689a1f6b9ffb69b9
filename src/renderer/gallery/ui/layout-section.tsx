import { useState } from 'react'
import { Hand } from 'lucide-react'
import { Button } from '../../ui/controls/button.tsx'
import { Inspector, InspectorFields, InspectorHead } from '../../ui/layout/inspector.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { Panel } from '../../ui/layout/panel.tsx'
import { ScrollArea } from '../../ui/layout/scroll-area.tsx'
import { TextBlock } from '../../ui/layout/text-block.tsx'
import { CurrentConnectionLine } from '../../ui/layout/current-connection-line.tsx'
import { CurrentConnectionContext } from '../../ui/view/current-connection.ts'
import { GridCell, VirtualGrid } from '../../ui/layout/virtual-grid.tsx'
import { MiddleCut } from '../../ui/text/middle-cut.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import styles from '../gallery.module.css'
import { Group } from '../group.tsx'

const production = { label: 'Production', colour: 'red', isProduction: true, isReadOnly: false } as const

const rows = Array.from({ length: 20 }, (_, index) => `scan_of_page_${String(index).padStart(4, '0')}.txt`)

/** Headers, panels, lists and charts. */
export function LayoutSection() {
  const [selected, setSelected] = useState<string | null>(rows[2] ?? null)
  return (
    <>
      <Group label="Header" variant="wide">
        <PageHeader title="demo" meta="live, 3 s" actions={<Button variant="primary">Claim next</Button>} />
      </Group>
      <Group label="List and inspector" variant="wide">
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
          <Inspector
            ref={null}
            label="photo.jpg"
            head={<InspectorHead title="photo.jpg" />}
            actions={<Button variant="primary">Save as…</Button>}
          >
            <InspectorFields>
              <dt>Size</dt>
              <dd>2.4 MB</dd>
              <dt>Key</dt>
              <dd>897afcb9-0c5a-4b6e-9d0e-0a2f6f1f7a11</dd>
            </InspectorFields>
          </Inspector>
        </div>
      </Group>
      <Group label="Panel" variant="column">
        <Panel title="Saving" description="Where files go." actions={<Button>Choose folder…</Button>}>
          Downloads
        </Panel>
      </Group>
      <Group label="Text that scrolls" variant="column">
        <TextBlock label="Policy" text={'{\n  "Version": "2012-10-17"\n}'} />
        <div className={styles.scroll}>
          <ScrollArea>
            {rows.map((row) => (
              <div key={row}>{row}</div>
            ))}
          </ScrollArea>
        </div>
      </Group>
      <Group label="The connection of an action">
        <CurrentConnectionContext value={production}>
          <CurrentConnectionLine />
        </CurrentConnectionContext>
      </Group>
      <Group label="Placeholder">
        <Skeleton width={220} height={20} />
      </Group>
    </>
  )
}
