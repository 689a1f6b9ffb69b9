import { useQuery } from '@tanstack/react-query'
import { jobCountsQuery } from '../../queries/jobs/jobs.ts'
import { Button } from '../../ui/controls/button.tsx'
import { plural } from '../../ui/text/format.ts'

interface KnownDeadProps {
  readonly connectionId: string
  readonly queue: string
  readonly onShow: () => void
}

/** This app's jobs that are known to be dead without receiving anything. */
export function KnownDead({ connectionId, queue, onShow }: KnownDeadProps) {
  const counts = useQuery(jobCountsQuery()).data?.queues
  const dead =
    counts?.find((one) => one.connectionId === connectionId && one.queue === queue)?.counts.dead ?? 0
  if (dead === 0) return 'none known'
  return (
    <Button size="small" onClick={onShow}>
      Show {plural(dead, 'job')}
    </Button>
  )
}
