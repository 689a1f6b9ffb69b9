import { useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { TransfersSnapshot } from '../../../shared/transfers.ts'
import { formatCount } from '../../ui/format.ts'
import { TransferRow } from './transfer-row.tsx'
import styles from './transfers-view.module.css'

interface TransferListProps {
  readonly snapshot: TransfersSnapshot
}

/** The transfers in main's order. Only visible rows are rendered. */
export function TransferList({ snapshot }: TransferListProps) {
  const { transfers, counts } = snapshot
  const unlisted = Object.values(counts).reduce((sum, count) => sum + count, 0) - transfers.length
  const scroll = useRef<HTMLElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- its results must not be memoised, and here none are
  const virtualizer = useVirtualizer({
    count: transfers.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 58,
    getItemKey: (index) => transfers[index]?.id ?? index,
    overscan: 6,
    initialRect: { width: 900, height: 600 },
  })
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <section ref={scroll} className={styles.scroll} tabIndex={0} aria-label="All transfers">
      <ul className={styles.list} style={{ height: virtualizer.getTotalSize() }}>
        {virtualizer.getVirtualItems().map((item) => {
          const transfer = transfers[item.index]
          if (transfer === undefined) return null
          return (
            <li
              key={item.key}
              ref={virtualizer.measureElement}
              className={styles.row}
              data-index={item.index}
              aria-setsize={transfers.length}
              aria-posinset={item.index + 1}
              style={{ transform: `translateY(${item.start}px)` }}
            >
              <TransferRow transfer={transfer} />
            </li>
          )
        })}
      </ul>
      {unlisted > 0 ? (
        <p className={styles.more}>
          {formatCount(unlisted)} more
          {transfers.at(-1)?.finishedAt === null
            ? '. They appear here when they are about to start.'
            : ' finished transfers.'}
        </p>
      ) : null}
    </section>
  )
}
