import { useRef, useState } from 'react'
import { Grab, SearchX } from 'lucide-react'
import type { Claim } from '../../../shared/claims.ts'
import type { Transfer } from '../../../shared/transfers.ts'
import { Button } from '../../ui/controls/button.tsx'
import { runCommand } from '../../ui/commands.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { AcknowledgeDialog } from './acknowledge-dialog.tsx'
import { AllowBucketDialog } from './allow-bucket-dialog.tsx'
import { BulkAcknowledgeDialog } from './bulk-acknowledge-dialog.tsx'
import { BulkBar } from './bulk-bar.tsx'
import { ClaimInspector } from './inspector/claim-inspector.tsx'
import { ClaimsList } from './claims-list.tsx'
import styles from './claims-panel.module.css'
import { CompleteDialog } from './complete/complete-dialog.tsx'
import { FinishedBar } from './finished-bar.tsx'
import { ReleaseDialog } from './release-dialog.tsx'
import { useBulk, type BulkAction } from './use-bulk.ts'
import { useClaimCommands, type Question } from './use-claim-commands.ts'
import { useClaimSelection } from './use-claim-selection.ts'

interface ClaimedJobsProps {
  readonly queue: string
  readonly claims: readonly Claim[]
  /** The claims that match the search. */
  readonly shown: readonly Claim[]
  readonly transfers: readonly Transfer[]
}

/** The list of claims, the inspector of the selected one, and the dialogs of both. */
export function ClaimedJobs({ queue, claims, shown, transfers }: ClaimedJobsProps) {
  const inspector = useRef<HTMLElement>(null)
  const [question, setQuestion] = useState<Question | null>(null)
  const { selected, select } = useClaimSelection(claims, shown)
  const { commands, acknowledge, release, allowBucket } = useClaimCommands(setQuestion)
  const bulk = useBulk(shown)
  const [confirmsBulk, setConfirmsBulk] = useState<'acknowledge' | 'release' | null>(null)
  const asked = claims.find((claim) => claim.id === question?.claimId) ?? null
  const close = () => setQuestion(null)

  function actOnAll(action: BulkAction) {
    const losesJobs = bulk.selected.some(({ deadLetter }) => deadLetter !== null)
    if (action === 'acknowledge' || (action === 'release' && losesJobs)) setConfirmsBulk(action)
    else bulk.act(action)
  }

  function confirmBulk(action: BulkAction) {
    setConfirmsBulk(null)
    bulk.act(action)
  }

  function confirm(act: (claimId: string) => void, claimId: string) {
    act(claimId)
    close()
  }

  if (claims.length === 0) {
    return (
      <EmptyState
        icon={<Grab />}
        title="No claimed jobs"
        actions={
          <>
            <Button variant="primary" onClick={() => runCommand('claim-next')}>
              Claim next
            </Button>
            <Button onClick={() => runCommand('submit-files')}>Submit files…</Button>
          </>
        }
      >
        Claim the next job from {queue} to work on it. Drop files anywhere in this window to submit new jobs.
      </EmptyState>
    )
  }
  if (shown.length === 0) {
    return (
      <EmptyState icon={<SearchX />} title="No matching claimed jobs">
        Search by name, file name, job id or any field.
      </EmptyState>
    )
  }
  return (
    <div className={styles.split}>
      <div className={styles.listed}>
        {bulk.selected.length === 0 ? (
          <FinishedBar claims={shown} />
        ) : (
          <BulkBar
            selected={bulk.selected}
            available={bulk.available}
            busy={bulk.busy}
            onAct={actOnAll}
            onSelectAll={bulk.selectAll}
            onClear={bulk.clear}
          />
        )}
        <ClaimsList
          claims={shown}
          selected={selected}
          percentOf={(claim) => percentOf(claim, transfers)}
          commands={commands}
          onSelect={select}
          bulkSelected={bulk.selectedIds}
          onToggle={bulk.toggle}
          onOpen={() => inspector.current?.focus()}
        />
      </div>
      {selected === null ? null : (
        <ClaimInspector
          key={selected.id}
          ref={inspector}
          claim={selected}
          percent={percentOf(selected, transfers)}
          commands={commands}
        />
      )}
      {confirmsBulk === 'acknowledge' && bulk.selected.length > 0 ? (
        <BulkAcknowledgeDialog
          claims={bulk.selected}
          onAcknowledge={() => confirmBulk('acknowledge')}
          onClose={() => setConfirmsBulk(null)}
        />
      ) : null}
      {confirmsBulk === 'release' && bulk.selected.length > 0 ? (
        <ReleaseDialog
          claims={bulk.selected}
          onRelease={() => confirmBulk('release')}
          onClose={() => setConfirmsBulk(null)}
        />
      ) : null}
      {asked === null || question === null ? null : question.kind === 'acknowledge' ? (
        <AcknowledgeDialog
          claim={asked}
          onAcknowledge={() => confirm(acknowledge, asked.id)}
          onClose={close}
        />
      ) : question.kind === 'release' ? (
        <ReleaseDialog claims={[asked]} onRelease={() => confirm(release, asked.id)} onClose={close} />
      ) : question.kind === 'allow-bucket' ? (
        <AllowBucketDialog claim={asked} onAllow={() => confirm(allowBucket, asked.id)} onClose={close} />
      ) : (
        <CompleteDialog claim={asked} onClose={close} />
      )}
    </div>
  )
}

/** The progress of a claim's running transfer, in whole percent. */
function percentOf(claim: Claim, transfers: readonly Transfer[]): number | null {
  if (claim.activity !== 'saving' && claim.activity !== 'completing') return null
  const running = transfers.filter(
    (transfer) =>
      transfer.claimId === claim.id && transfer.state === 'running' && transfer.bytesTotal !== null,
  )
  const total = running.reduce((sum, transfer) => sum + (transfer.bytesTotal ?? 0), 0)
  const done = running.reduce((sum, transfer) => sum + transfer.bytesDone, 0)
  return total === 0 ? null : Math.floor((done / total) * 100)
}
