import { Check, Download, FolderOpen, Undo2, X } from 'lucide-react'
import type { Claim } from '../../../shared/claims.ts'
import { IconButton } from '../../ui/controls/icon-button.tsx'
import type { ClaimCommands } from './claim-actions.tsx'
import { canReadPayload, claimStage } from './claim-state.ts'

interface ClaimRowActionsProps {
  readonly claim: Claim
  readonly commands: ClaimCommands
  readonly tabIndex: 0 | -1
}

/** The quick actions of a row. Each tooltip names the action and its key. */
export function ClaimRowActions({ claim, commands, tabIndex }: ClaimRowActionsProps) {
  const stage = claimStage(claim)
  if (stage === 'finished' || stage === 'lost') {
    return (
      <>
        {claim.saved === null ? null : (
          <IconButton label="Show in folder" tabIndex={tabIndex} onClick={() => commands.showSaved(claim)}>
            <FolderOpen />
          </IconButton>
        )}
        {stage === 'lost' && canReadPayload(claim) ? (
          <IconButton
            label="Save as…"
            tabIndex={tabIndex}
            disabled={claim.activity !== 'idle'}
            onClick={() => commands.saveAs(claim)}
          >
            <Download />
          </IconButton>
        ) : null}
        <IconButton label="Dismiss" tabIndex={tabIndex} onClick={() => commands.dismiss(claim)}>
          <X />
        </IconButton>
      </>
    )
  }
  const busy = stage !== 'held'
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
