import type { Claim } from '../../../shared/claims.ts'
import { formatBytes } from '../../ui/format.ts'
import { StatusTag } from '../../ui/feedback/status-tag.tsx'
import { GridCell, VirtualGrid } from '../../ui/layout/virtual-grid.tsx'
import type { ClaimCommands } from './claim-actions.tsx'
import { ClaimLease } from './inspector/claim-lease.tsx'
import { ClaimRowActions } from './claim-row-actions.tsx'
import { canReadPayload, claimStage, claimTitle } from './claim-state.ts'
import { ForeignText } from '../../ui/foreign-text.tsx'
import { visibleText } from '../../../shared/hidden-text.ts'
import styles from './claims-list.module.css'

const columns = [
  { label: 'Select', hideLabel: true },
  { label: 'Job' },
  { label: 'Status', className: styles.status },
  { label: 'Size', className: styles.size },
  { label: 'Lease' },
  { label: 'Actions', hideLabel: true },
]

interface ClaimsListProps {
  readonly claims: readonly Claim[]
  readonly selected: Claim | null
  readonly percentOf: (claim: Claim) => number | null
  readonly commands: ClaimCommands
  readonly onSelect: (claim: Claim) => void
  /** The ids of the claims selected for bulk actions. */
  readonly bulkSelected: ReadonlySet<string>
  readonly onToggle: (claim: Claim) => void
  /** Moves the focus to the inspector. */
  readonly onOpen: () => void
}

/** The claims of the queue. The tooltips of a row's buttons name its keys. */
export function ClaimsList(props: ClaimsListProps) {
  const { claims, selected, percentOf, commands, onSelect, bulkSelected, onToggle, onOpen } = props
  function act(key: string, claim: Claim): boolean {
    const held = claimStage(claim) === 'held'
    if (key === 's' && held && canReadPayload(claim)) commands.saveToFolder(claim)
    else if (key === 'a' && held) commands.acknowledge(claim)
    else if (key === 'r' && held) commands.release(claim)
    else if (key === ' ' && held) onToggle(claim)
    else return false
    return true
  }

  return (
    <VirtualGrid
      label="Claimed jobs"
      columns={columns}
      columnsClassName={styles.columns}
      rowHeight={46}
      items={claims}
      keyOf={(claim) => claim.id}
      selected={selected}
      onSelect={onSelect}
      onOpen={onOpen}
      onRowKey={act}
      stateOf={claimStage}
      renderRow={(claim, isSelected) => (
        <>
          <GridCell className={styles.choice}>
            <input
              type="checkbox"
              className={styles.checkbox}
              aria-label={`Select ${visibleText(claimTitle(claim))}`}
              tabIndex={isSelected ? 0 : -1}
              disabled={claimStage(claim) !== 'held'}
              checked={bulkSelected.has(claim.id)}
              onChange={() => onToggle(claim)}
            />
          </GridCell>
          <GridCell className={styles.name}>
            <span className={styles.title}>
              <ForeignText text={claimTitle(claim)} />
            </span>
            <span className={styles.file}>
              {claim.fileName === claimTitle(claim) ? null : (
                <>
                  <span className={styles.fileName}>
                    <ForeignText text={claim.fileName} />
                  </span>
                  <span> · </span>
                </>
              )}
              {claim.jobId.slice(0, 8)}
            </span>
          </GridCell>
          <GridCell className={styles.status}>
            <StatusTag status={claim.status} />
          </GridCell>
          <GridCell className={styles.size}>
            {claim.payload === null ? '—' : formatBytes(claim.payload.size)}
          </GridCell>
          <GridCell className={styles.lease}>
            <ClaimLease claim={claim} percent={percentOf(claim)} />
          </GridCell>
          <GridCell className={styles.actions}>
            <ClaimRowActions claim={claim} commands={commands} tabIndex={isSelected ? 0 : -1} />
          </GridCell>
        </>
      )}
    />
  )
}
