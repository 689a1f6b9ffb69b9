import type { Claim } from '../../../shared/claims.ts'
import { Button } from '../../ui/controls/button.tsx'
import styles from './bulk-bar.module.css'
import { canReadPayload } from './claim-state.ts'
import type { BulkAction } from './use-bulk.ts'

interface BulkBarProps {
  readonly selected: readonly Claim[]
  /** The number of claims that can be selected. */
  readonly available: number
  readonly busy: boolean
  readonly onAct: (action: BulkAction) => void
  readonly onSelectAll: () => void
  readonly onClear: () => void
}

/** The actions for the selected claims. */
export function BulkBar({ selected, available, busy, onAct, onSelectAll, onClear }: BulkBarProps) {
  const readable = selected.every(canReadPayload)
  return (
    <div className={styles.bar} role="toolbar" aria-label="Selected jobs">
      <output className={styles.count}>{selected.length} selected</output>
      {selected.length < available ? (
        <Button size="small" variant="quiet" onClick={onSelectAll}>
          Select all {available}
        </Button>
      ) : null}
      <Button size="small" variant="quiet" onClick={onClear}>
        Clear
      </Button>
      <span className={styles.acts}>
        <Button
          size="small"
          variant="primary"
          disabled={busy || !readable}
          title={readable ? undefined : 'Not every payload can be read.'}
          onClick={() => onAct('save-and-acknowledge')}
        >
          Save &amp; acknowledge
        </Button>
        <Button size="small" disabled={busy} onClick={() => onAct('acknowledge')}>
          Acknowledge…
        </Button>
        <Button size="small" disabled={busy} onClick={() => onAct('release')}>
          Release
        </Button>
      </span>
    </div>
  )
}
