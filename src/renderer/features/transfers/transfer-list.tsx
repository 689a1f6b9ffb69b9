import { useRef } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Transfer, TransfersSnapshot } from '../../../shared/files/transfers.ts'
import { formatCount } from '../../ui/text/format.ts'
import { TransferRow } from './transfer-row.tsx'
import { countOfGroup, type TransferGroup } from './transfer-text.ts'
import styles from './transfers.module.css'

interface TransferListProps {
  readonly snapshot: TransfersSnapshot
  /** The group's transfers. */
  readonly transfers: readonly Transfer[]
  readonly group: TransferGroup
}

const noneTexts = {
  moving: 'Nothing is moving',
  waiting: 'No waiting transfers',
  failed: 'No failed transfers',
  done: 'No finished transfers',
} as const satisfies Record<TransferGroup, string>

/** Lists the transfers in main's order. Only visible rows are rendered. */
export function TransferList({ snapshot, transfers, group }: TransferListProps) {
  const unlisted = countOfGroup(snapshot, group) - transfers.length
  const scroll = useRef<HTMLElement>(null)
  // oxlint-disable-next-line react/incompatible-library -- its results must not be memoised, and none are memoised here
  const virtualizer = useVirtualizer({
    count: transfers.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => 37,
    getItemKey: (index) => transfers[index]?.id ?? index,
    overscan: 6,
    initialRect: { width: 900, height: 600 },
  })
  return (
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex -- it scrolls, so the keyboard must reach it
    <section ref={scroll} className={styles.scroll} tabIndex={0} aria-label="List of transfers">
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
      {transfers.length === 0 ? <p className={styles.more}>{noneTexts[group]}</p> : null}
      {unlisted > 0 ? <p className={styles.more}>{formatCount(unlisted)} more</p> : null}
    </section>
  )
}
