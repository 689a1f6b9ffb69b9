import { Check, Download, FolderOpen, Undo2, X } from 'lucide-react'
import type { Claim } from '../../../shared/jobs.ts'
import { formatBytes } from '../../ui/format.ts'
import { IconButton } from '../../ui/icon-button.tsx'
import { StatusTag } from '../../ui/status-tag.tsx'
import type { ClaimCommands } from './claim-actions.tsx'
import { ClaimLease } from './claim-lease.tsx'
import { canReadPayload, claimStage, claimTitle } from './claim-state.ts'
import styles from './claims-list.module.css'

interface ClaimRowProps {
  readonly claim: Claim
  readonly index: number
  readonly top: number
  readonly selected: boolean
  readonly percent: number | null
  readonly commands: ClaimCommands
  readonly onSelect: (claim: Claim) => void
  readonly onOpen: () => void
}

/** One claim in the list. */
export function ClaimRow(props: ClaimRowProps) {
  const { claim, index, top, selected, percent, commands, onSelect, onOpen } = props
  return (
    <div
      className={styles.row}
      role="row"
      aria-rowindex={index + 2}
      aria-selected={selected}
      tabIndex={selected ? 0 : -1}
      data-claim={claim.id}
      data-stage={claimStage(claim)}
      style={{ transform: `translateY(${top}px)` }}
      onClick={() => onSelect(claim)}
      onFocus={() => onSelect(claim)}
      onDoubleClick={onOpen}
    >
      <span role="gridcell" className={styles.name}>
        <bdi className={styles.title}>{claimTitle(claim)}</bdi>
        <span className={styles.file}>
          <bdi>{claim.fileName}</bdi> · {claim.jobId.slice(0, 8)}
        </span>
      </span>
      <span role="gridcell" className={styles.status}>
        <StatusTag status={claim.status} />
      </span>
      <span role="gridcell" className={`${styles.number} ${styles.size}`}>
        {claim.payload === null ? '—' : formatBytes(claim.payload.size)}
      </span>
      <span role="gridcell">
        <ClaimLease claim={claim} percent={percent} />
      </span>
      <span role="gridcell" className={styles.actions}>
        <RowActions claim={claim} commands={commands} tabIndex={selected ? 0 : -1} />
      </span>
    </div>
  )
}

interface RowActionsProps {
  readonly claim: Claim
  readonly commands: ClaimCommands
  readonly tabIndex: 0 | -1
}

function RowActions({ claim, commands, tabIndex }: RowActionsProps) {
  const stage = claimStage(claim)
  if (stage === 'ended' || stage === 'lost') {
    return (
      <>
        {claim.saved === null ? null : (
          <IconButton label="Show in folder" tabIndex={tabIndex} onClick={() => commands.showSaved(claim)}>
            <FolderOpen />
          </IconButton>
        )}
        {stage === 'lost' && canReadPayload(claim) ? (
          <IconButton label="Save as…" tabIndex={tabIndex} onClick={() => commands.saveAs(claim)}>
            <Download />
          </IconButton>
        ) : null}
        <IconButton label="Dismiss" tabIndex={tabIndex} onClick={() => commands.dismiss(claim)}>
          <X />
        </IconButton>
      </>
    )
  }
  const busy = stage === 'busy'
  return (
    <>
      <IconButton
        label="Save into the save folder (S)"
        tabIndex={tabIndex}
        disabled={busy || !canReadPayload(claim)}
        onClick={() => commands.saveToFolder(claim)}
      >
        <Download />
      </IconButton>
      <IconButton
        label="Acknowledge (A)"
        tabIndex={tabIndex}
        disabled={busy}
        onClick={() => commands.acknowledge(claim)}
      >
        <Check />
      </IconButton>
      <IconButton
        label="Release (R)"
        tabIndex={tabIndex}
        disabled={busy}
        onClick={() => commands.release(claim)}
      >
        <Undo2 />
      </IconButton>
    </>
  )
}
