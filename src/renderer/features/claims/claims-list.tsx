import { useEffect, useRef, type KeyboardEvent } from 'react'
import { useVirtualizer } from '@tanstack/react-virtual'
import type { Claim } from '../../../shared/jobs.ts'
import type { ClaimCommands } from './claim-actions.tsx'
import { ClaimRow } from './claim-row.tsx'
import { canReadPayload, claimStage } from './claim-state.ts'
import styles from './claims-list.module.css'

const rowHeight = 46

interface ClaimsListProps {
  readonly claims: readonly Claim[]
  readonly selected: Claim | null
  readonly percentOf: (claim: Claim) => number | null
  readonly commands: ClaimCommands
  readonly onSelect: (claim: Claim) => void
  /** Enter: the person wants to go on in the inspector. */
  readonly onOpen: () => void
}

/** The claims of the queue; only the rows in sight are in the page. */
export function ClaimsList({ claims, selected, percentOf, commands, onSelect, onOpen }: ClaimsListProps) {
  const scroll = useRef<HTMLDivElement>(null)
  const selectedIndex = selected === null ? -1 : claims.indexOf(selected)
  const virtualizer = useVirtualizer({
    count: claims.length,
    getScrollElement: () => scroll.current,
    estimateSize: () => rowHeight,
    getItemKey: (index) => claims[index]?.id ?? index,
    overscan: 8,
    // Before the first layout there is no height; without one nothing would be drawn.
    initialRect: { width: 640, height: 460 },
  })

  useEffect(() => {
    if (selectedIndex >= 0) virtualizer.scrollToIndex(selectedIndex, { align: 'auto' })
  }, [selectedIndex, virtualizer])

  function goTo(index: number) {
    const claim = claims[Math.max(0, Math.min(claims.length - 1, index))]
    if (claim === undefined) return
    onSelect(claim)
    virtualizer.scrollToIndex(claims.indexOf(claim), { align: 'auto' })
    requestAnimationFrame(() => {
      scroll.current?.querySelector<HTMLElement>(`[data-claim="${CSS.escape(claim.id)}"]`)?.focus()
    })
  }

  function onKeyDown(event: KeyboardEvent<HTMLDivElement>) {
    if (event.ctrlKey || event.metaKey || event.altKey) return
    const onRow = event.target instanceof HTMLElement && event.target.getAttribute('role') === 'row'
    const handled = moves(event.key) || (onRow && selected !== null && acts(event.key, selected))
    if (handled) event.preventDefault()
  }

  function moves(key: string): boolean {
    const page = Math.max(1, Math.floor((scroll.current?.clientHeight ?? rowHeight) / rowHeight) - 1)
    const goals: Readonly<Record<string, number>> = {
      ArrowDown: selectedIndex + 1,
      ArrowUp: selectedIndex - 1,
      PageDown: selectedIndex + page,
      PageUp: selectedIndex - page,
      Home: 0,
      End: claims.length - 1,
    }
    const goal = goals[key]
    if (goal === undefined) return false
    goTo(goal)
    return true
  }

  function acts(key: string, claim: Claim): boolean {
    if (key === 'Enter') {
      onOpen()
      return true
    }
    const held = claimStage(claim) === 'held'
    if (key === 's' && held && canReadPayload(claim)) commands.saveToFolder(claim)
    else if (key === 'a' && held) commands.acknowledge(claim)
    else if (key === 'r' && held) commands.release(claim)
    else return false
    return true
  }

  return (
    <div
      className={styles.list}
      role="grid"
      aria-label="Claimed jobs"
      aria-rowcount={claims.length + 1}
      onKeyDown={onKeyDown}
    >
      <div role="rowgroup">
        <div className={styles.head} role="row" aria-rowindex={1}>
          <span role="columnheader">Job</span>
          <span role="columnheader" className={styles.status}>
            Status
          </span>
          <span role="columnheader" className={`${styles.number} ${styles.size}`}>
            Size
          </span>
          <span role="columnheader">Lease</span>
          <span role="columnheader" aria-label="Actions" />
        </div>
      </div>
      <div ref={scroll} className={styles.scroll} role="presentation">
        <div className={styles.sizer} role="rowgroup" style={{ height: virtualizer.getTotalSize() }}>
          {virtualizer.getVirtualItems().map((item) => {
            const claim = claims[item.index]
            if (claim === undefined) return null
            return (
              <ClaimRow
                key={item.key}
                claim={claim}
                index={item.index}
                top={item.start}
                selected={claim === selected}
                percent={percentOf(claim)}
                commands={commands}
                onSelect={onSelect}
                onOpen={onOpen}
              />
            )
          })}
        </div>
      </div>
    </div>
  )
}
