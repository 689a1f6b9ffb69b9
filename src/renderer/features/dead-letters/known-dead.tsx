import { useQuery } from '@tanstack/react-query'
import { jobCountsQuery } from '../../queries/jobs.ts'
import { Button } from '../../ui/controls/button.tsx'
import { plural } from '../../ui/format.ts'
import { changeListState } from '../../ui/view-state.ts'
import { useView } from '../../ui/view.ts'
import styles from './dead-letters.module.css'

interface KnownDeadProps {
  readonly connectionId: string
  readonly queue: string
}

/** The jobs of this app that are known to be dead, without receiving anything. */
export function KnownDead({ connectionId, queue }: KnownDeadProps) {
  const { show } = useView()
  const counts = useQuery(jobCountsQuery()).data?.queues
  const dead =
    counts?.find((one) => one.connectionId === connectionId && one.queue === queue)?.counts.dead ?? 0
  if (dead === 0) return null
  return (
    <div className={styles.known}>
      {plural(dead, 'job')} of this computer {dead === 1 ? 'is' : 'are'} known to be dead.
      <Button
        size="small"
        variant="quiet"
        onClick={() => {
          changeListState(`queue ${connectionId} ${queue}`, { filter: 'dead' })
          show({ kind: 'queue', name: queue })
        }}
      >
        Show in the list of jobs
      </Button>
    </div>
  )
}
