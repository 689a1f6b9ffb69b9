import { useState } from 'react'
import type { Transfer } from '../../../../shared/transfers.ts'
import { CopyButton } from '../../../ui/controls/copy-button.tsx'
import { dateTime, formatBytes, formatMoment } from '../../../ui/format.ts'
import { TransferState } from '../../../ui/feedback/transfer-state.tsx'
import { useNow } from '../../../ui/use-now.ts'
import { GridCell, VirtualGrid } from '../../../ui/layout/virtual-grid.tsx'
import { ForeignText } from '../../../ui/foreign-text.tsx'
import styles from './submitted-list.module.css'

const columns = [
  { label: 'File' },
  { label: 'Size', className: styles.number },
  { label: 'State', className: styles.state },
  { label: 'Job id' },
  { label: 'Since', className: styles.number },
]

interface SubmittedListProps {
  readonly transfers: readonly Transfer[]
}

/** The jobs submitted to this queue in this session, with their ids. */
export function SubmittedList({ transfers }: SubmittedListProps) {
  const [selectedId, setSelectedId] = useState<string | null>(null)
  const now = useNow()
  return (
    <div className={styles.frame}>
      <VirtualGrid
        label="Submitted jobs"
        columns={columns}
        columnsClassName={styles.columns}
        rowHeight={40}
        items={transfers}
        keyOf={(transfer) => transfer.id}
        selected={transfers.find((transfer) => transfer.id === selectedId) ?? null}
        onSelect={(transfer) => setSelectedId(transfer.id)}
        renderRow={(transfer, isSelected) => (
          <>
            <GridCell className={styles.name} title={transfer.name}>
              <ForeignText text={transfer.name} />
            </GridCell>
            <GridCell className={styles.number}>
              {transfer.bytesTotal === null ? '—' : formatBytes(transfer.bytesTotal)}
            </GridCell>
            <GridCell className={styles.state}>
              <TransferState transfer={transfer} />
            </GridCell>
            <GridCell className={styles.job}>
              {transfer.jobId === null ? (
                '—'
              ) : (
                <>
                  <span className={styles.id}>{transfer.jobId}</span>
                  <CopyButton
                    text={transfer.jobId}
                    label={`Copy the job id of ${transfer.name}`}
                    tabIndex={isSelected ? 0 : -1}
                  />
                </>
              )}
            </GridCell>
            <GridCell className={styles.number} title={dateTime(transfer.createdAt)}>
              {formatMoment(transfer.createdAt, now)}
            </GridCell>
          </>
        )}
      />
    </div>
  )
}
