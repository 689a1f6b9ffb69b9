import { useMutation } from '@tanstack/react-query'
import type { Claim } from '../../../shared/claims.ts'
import { dismissClaim } from '../../queries/claims.ts'
import { Button } from '../../ui/controls/button.tsx'
import { formatCount } from '../../ui/format.ts'
import styles from './bulk-bar.module.css'
import { claimStage } from './claim-state.ts'

interface FinishedBarProps {
  readonly claims: readonly Claim[]
}

/** Dismisses all finished and lost claims together. Hidden for a single one, which has its own button. */
export function FinishedBar({ claims }: FinishedBarProps) {
  const dismiss = useMutation(dismissClaim())
  const finished = claims.filter((claim) => claimStage(claim) === 'finished')
  const lost = claims.filter((claim) => claimStage(claim) === 'lost')
  if (finished.length + lost.length < 2) return null
  const words = [
    finished.length === 0 ? null : `${formatCount(finished.length)} finished`,
    lost.length === 0 ? null : `${formatCount(lost.length)} lost`,
  ].filter((word) => word !== null)
  return (
    <div className={styles.over} role="toolbar" aria-label="Finished jobs">
      {words.join(' · ')}
      <Button
        size="small"
        onClick={() => {
          for (const claim of [...finished, ...lost]) dismiss.mutate({ claimId: claim.id })
        }}
      >
        Dismiss {finished.length + lost.length === 2 ? 'both' : 'all'}
      </Button>
    </div>
  )
}
