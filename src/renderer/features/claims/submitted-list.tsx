import { useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Transfer } from '../../../shared/transfers.ts'
import { clockTime, formatBytes } from '../../ui/format.ts'
import { CopyButton } from '../../ui/copy-button.tsx'
import { TransferState } from '../../ui/transfer-state.tsx'
import styles from './submitted-list.module.css'

const rowHeight = 40

interface SubmittedListProps {
  readonly transfers: readonly Transfer[]
}

/** What was sent to this queue in this run, with the job ids it got. */
export function SubmittedList({ transfers }: SubmittedListProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const virtualizer = useVirtualizer({
    count: transfers.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => transfers[index]?.id ?? index,
    overscan: 8,
    initialRect: { width: 900, height: 460 },
  })
  return (
    <div
      className={styles.table}
      role="table"
      aria-label="Submitted jobs"
      aria-rowcount={transfers.length + 1}
    >
      <div role="rowgroup">
        <div className={styles.head} role="row" aria-rowindex={1}>
          <span role="columnheader">File</span>
          <span role="columnheader" className={styles.number}>
            Size
          </span>
          <span role="columnheader">State</span>
          <span role="columnheader">Job id</span>
          <span role="columnheader" className={styles.number}>
            Since
          </span>
        </div>
      </div>
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it */}
      <div ref={scroll} className={styles.scroll} role="presentation" tabIndex={0}>
        <div className={styles.sizer} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const transfer = transfers[item.index]
            if (transfer === undefined) return null
            return (
              <div
                key={item.key}
                className={styles.row}
                role="row"
                aria-rowindex={item.index + 2}
                style={{ transform: `translateY(${item.start}px)` }}
              >
                <span role="cell" className={styles.name} title={transfer.name}>
                  <bdi>{transfer.name}</bdi>
                </span>
                <span role="cell" className={styles.number}>
                  {transfer.bytesTotal === null ? '—' : formatBytes(transfer.bytesTotal)}
                </span>
                <span role="cell">
                  <TransferState transfer={transfer} />
                </span>
                <span role="cell" className={styles.job}>
                  {transfer.jobId === null ? (
                    '—'
                  ) : (
                    <>
                      <span className={styles.id}>{transfer.jobId}</span>
                      <CopyButton text={transfer.jobId} label={`Copy the job id of ${transfer.name}`} />
                    </>
                  )}
                </span>
                <time
                  role="cell"
                  className={styles.number}
                  dateTime={new Date(transfer.createdAt).toISOString()}
                >
                  {clockTime(transfer.createdAt)}
                </time>
              </div>
            )
          })}
        </div>
      </div>
    </div>
  )
}
