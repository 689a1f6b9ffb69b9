import { Button } from '../../ui/controls/button.tsx'
import { StatusDot } from '../../ui/feedback/status-dot.tsx'
import type { Waiting } from './use-claim-next.ts'
import styles from './waiting-elsewhere.module.css'

interface WaitingElsewhereProps {
  /** The claim requests for job queues that are not on screen. */
  readonly waiting: readonly Waiting[]
  readonly onCancel: (queue: string) => void
}

/** Shows in the status bar that claims are waiting for jobs from off-screen job queues. */
export function WaitingElsewhere({ waiting, onCancel }: WaitingElsewhereProps) {
  const [only] = waiting
  if (only === undefined) return null
  const names = waiting.map(({ queue }) => queue)
  return (
    <span className={styles.waiting} title={names.join(', ')}>
      <StatusDot state="busy" />
      <output className={styles.words}>
        {names.length === 1 ? (
          <>
            Waiting for a job of <bdi>{only.queue}</bdi>
          </>
        ) : (
          `Waiting for jobs from ${names.length} queues`
        )}
      </output>
      <Button
        size="small"
        variant="quiet"
        aria-label={`Cancel waiting for ${names.length === 1 ? `a job of ${only.queue}` : 'jobs'}`}
        onClick={() => {
          for (const name of names) onCancel(name)
        }}
      >
        Cancel
      </Button>
    </span>
  )
}
