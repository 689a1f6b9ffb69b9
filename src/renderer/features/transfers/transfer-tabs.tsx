import type { TransfersSnapshot } from '../../../shared/files/transfers.ts'
import { formatCount } from '../../ui/text/format.ts'
import { countOfGroup, transferGroups, type TransferGroup } from './transfer-text.ts'
import styles from './transfers.module.css'

const labels = {
  moving: 'Moving',
  waiting: 'Waiting',
  failed: 'Failed',
  done: 'Done',
} as const satisfies Record<TransferGroup, string>

interface TransferTabsProps {
  readonly snapshot: TransfersSnapshot
  readonly group: TransferGroup
  readonly onChange: (group: TransferGroup) => void
}

/** Chooses which transfers the drawer lists. */
export function TransferTabs({ snapshot, group, onChange }: TransferTabsProps) {
  return (
    <div role="toolbar" aria-label="Show transfers" className={styles.tabs}>
      {transferGroups.map((one) => (
        <button
          key={one}
          type="button"
          className={styles.tab}
          aria-pressed={one === group}
          data-alert={(one === 'failed' && countOfGroup(snapshot, one) > 0) || undefined}
          onClick={() => onChange(one)}
        >
          {labels[one]}
          <span>{formatCount(countOfGroup(snapshot, one))}</span>
        </button>
      ))}
    </div>
  )
}
