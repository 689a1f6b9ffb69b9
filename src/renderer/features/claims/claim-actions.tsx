import type { Claim } from '../../../shared/claims.ts'
import { Button } from '../../ui/controls/button.tsx'
import styles from './inspector/claim-inspector.module.css'
import { canReadPayload, claimStage, isDamaged, needsBucketPermission } from './claim-state.ts'

/** The commands for one claim. The panel runs them and asks for confirmation where needed. */
export interface ClaimCommands {
  readonly saveAndAcknowledge: (claim: Claim) => void
  readonly saveToFolder: (claim: Claim) => void
  readonly saveAs: (claim: Claim) => void
  readonly complete: (claim: Claim) => void
  readonly start: (claim: Claim) => void
  readonly acknowledge: (claim: Claim) => void
  readonly release: (claim: Claim) => void
  readonly allowBucket: (claim: Claim) => void
  readonly showSaved: (claim: Claim) => void
  readonly dismiss: (claim: Claim) => void
}

interface ClaimActionsProps {
  readonly claim: Claim
  readonly commands: ClaimCommands
}

/** The available actions of a claim. */
export function ClaimActions({ claim, commands }: ClaimActionsProps) {
  const stage = claimStage(claim)
  const readable = canReadPayload(claim)

  if (stage === 'finished' || stage === 'lost') {
    return (
      <div className={styles.actions}>
        <div className={styles.main}>
          {stage === 'lost' && readable ? (
            <Button
              variant="primary"
              disabled={claim.activity !== 'idle'}
              onClick={() => commands.saveAs(claim)}
            >
              Save as…
            </Button>
          ) : claim.saved === null ? null : (
            <Button variant="primary" onClick={() => commands.showSaved(claim)}>
              Show in folder
            </Button>
          )}
          <Button onClick={() => commands.dismiss(claim)}>Dismiss</Button>
        </div>
        {stage === 'lost' ? (
          <div className={styles.rest}>
            {['Acknowledge', 'Release'].map((name) => (
              <Button
                key={name}
                size="small"
                disabled
                title="Its lease has expired. Another worker may have the job."
              >
                {name}
              </Button>
            ))}
          </div>
        ) : null}
      </div>
    )
  }

  const busy = stage !== 'held'
  const foreign = needsBucketPermission(claim)
  // It would send the damage on, and delete the original.
  const stays = isDamaged(claim)
    ? { disabled: true, title: 'The message arrived damaged.' }
    : { disabled: busy }
  return (
    <div className={styles.actions}>
      <div className={styles.main}>
        {readable ? (
          <Button variant="primary" disabled={busy} onClick={() => commands.saveAndAcknowledge(claim)}>
            Save &amp; acknowledge
          </Button>
        ) : foreign ? (
          <Button variant="primary" disabled={busy} onClick={() => commands.allowBucket(claim)}>
            Read from this bucket…
          </Button>
        ) : (
          <Button variant="primary" disabled={busy} onClick={() => commands.acknowledge(claim)}>
            Acknowledge…
          </Button>
        )}
        <Button {...stays} onClick={() => commands.complete(claim)}>
          Complete…
        </Button>
      </div>
      <div className={styles.rest}>
        <Button size="small" disabled={busy || !readable} onClick={() => commands.saveAs(claim)}>
          Save as…
        </Button>
        {claim.status === 'pending' ? (
          <Button size="small" {...stays} onClick={() => commands.start(claim)}>
            Start
          </Button>
        ) : null}
        {readable || foreign ? (
          <Button size="small" disabled={busy} onClick={() => commands.acknowledge(claim)}>
            {claim.saved === null ? 'Acknowledge…' : 'Acknowledge'}
          </Button>
        ) : null}
        <Button size="small" disabled={busy} onClick={() => commands.release(claim)}>
          Release
        </Button>
      </div>
    </div>
  )
}
