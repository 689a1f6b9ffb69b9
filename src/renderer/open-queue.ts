import { useMutation } from '@tanstack/react-query'
import { useActiveQueues } from './queries/active-queues.ts'
import { activateConnection } from './queries/connections.ts'
import { updateView } from './ui/view-state.ts'

/** Returns a function that shows a job queue of any connection. Another connection becomes the active one. */
export function useOpenQueue(): (connectionId: string, queue: string) => void {
  const active = useActiveQueues().connectionId
  const { mutate } = useMutation(activateConnection())
  return (connectionId, queue) => {
    updateView(({ lastQueues }) => ({
      view: { kind: 'queue', name: queue },
      lastQueues: { ...lastQueues, [connectionId]: queue },
    }))
    if (connectionId !== active) mutate({ connectionId })
  }
}
