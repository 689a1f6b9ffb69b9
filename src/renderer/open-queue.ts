import { useMutation } from '@tanstack/react-query'
import { useActiveQueues } from './queries/queues/active-queues.ts'
import { activateConnection } from './queries/connections.ts'
import { updateView } from './ui/view/view-state.ts'

/** A page of a job queue. */
type Page = 'jobs' | 'dead-letters'

/**
 * Returns a function that shows a page of a job queue on any connection. That connection becomes
 * the active one.
 */
export function useOpenQueue(): (connectionId: string, queue: string, page?: Page) => void {
  const active = useActiveQueues().connectionId
  const { mutate } = useMutation(activateConnection())
  return (connectionId, queue, page = 'jobs') => {
    updateView(({ lastQueues }) => ({
      view: page === 'jobs' ? { kind: 'queue', name: queue } : { kind: page, queue },
      lastQueues: { ...lastQueues, [connectionId]: queue },
    }))
    if (connectionId !== active) mutate({ connectionId })
  }
}
