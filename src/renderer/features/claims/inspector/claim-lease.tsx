import { CircleCheck, CircleSlash, TriangleAlert } from 'lucide-react'
import type { Claim } from '../../../../shared/claims.ts'
import { formatDuration } from '../../../ui/format.ts'
import { useNow } from '../../../ui/use-now.ts'
import styles from './claim-lease.module.css'
import { claimStage, leaseLabel, outcomeLabel } from '../claim-state.ts'

interface ClaimLeaseProps {
  readonly claim: Claim
  /** The progress of the claim's running transfer; `null` if there is none. */
  readonly percent: number | null
}

/** The remaining time of the lease, or how the claim finished. */
export function ClaimLease({ claim, percent }: ClaimLeaseProps) {
  const stage = claimStage(claim)
  if (stage === 'lost') {
    return (
      <span className={styles.lease} data-tone="lost">
        <TriangleAlert size={14} aria-hidden />
        <span className={styles.content}>
          Lost{claim.activity === 'idle' ? '' : ` · ${leaseLabel(claim, percent)}`}
        </span>
      </span>
    )
  }
  if (stage === 'finished') {
    const Icon = claim.outcome === 'released' ? CircleSlash : CircleCheck
    return (
      <span className={styles.lease} data-tone={claim.outcome === 'released' ? 'off' : 'done'}>
        <Icon size={14} aria-hidden />
        <span className={styles.content}>{outcomeLabel(claim)}</span>
      </span>
    )
  }
  return <HeldLease claim={claim} percent={percent} />
}

function HeldLease({ claim, percent }: ClaimLeaseProps) {
  const now = useNow()
  // The clock ticks once per second, so it may lag behind a lease that was just renewed.
  const untilEndMs = Math.min(claim.lease.deadline, claim.lease.endsAt) - now
  const remainingMs = Math.min(claim.lease.durationMs, Math.max(0, untilEndMs))
  const fraction = Math.min(1, remainingMs / claim.lease.durationMs)
  const low = fraction < 0.2 || claim.lease.error !== null
  return (
    <span className={styles.lease} data-tone={low ? 'low' : 'held'}>
      <span className={styles.bar} aria-hidden>
        <span className={styles.fill} style={{ transform: `scaleX(${fraction.toFixed(3)})` }} />
      </span>
      <span className={styles.content}>
        {formatDuration(remainingMs)} · {leaseLabel(claim, percent)}
      </span>
    </span>
  )
}
