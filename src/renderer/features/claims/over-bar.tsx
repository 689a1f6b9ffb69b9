import { useMutation } from '@tanstack/react-query'
import type { Claim } from '../../../shared/jobs.ts'
import { dismissClaim } from '../../queries/claims.ts'
import { Button } from '../../ui/button.tsx'
import { formatCount } from '../../ui/format.ts'
import styles from './bulk-bar.module.css'
import { claimStage } from './claim-state.ts'

interface OverBarProps {
  readonly claims: readonly Claim[]
}

/** Dismisses all finished and lost claims together. Hidden for a single one, which has its own button. */
export function OverBar({ claims }: OverBarProps) {
  const dismiss = useMutation(dismissClaim())
  const ended = claims.filter((claim) => claimStage(claim) === 'ended')
  const lost = claims.filter((claim) => claimStage(claim) === 'lost')
  if (ended.length + lost.length < 2) return null
  const words = [
    ended.length === 0 ? null : `${formatCount(ended.length)} finished`,
    lost.length === 0 ? null : `${formatCount(lost.length)} lost`,
  ].filter((word) => word !== null)
  return (
    <div className={styles.over} role="toolbar" aria-label="Finished jobs">
      {words.join(' · ')}
      <Button
        size="small"
        onClick={() => {
          for (const claim of [...ended, ...lost]) dismiss.mutate({ claimId: claim.id })
        }}
      >
        Dismiss {ended.length + lost.length === 2 ? 'both' : 'all'}
      </Button>
    </div>
  )
}
