import { useEffect } from 'react'
import type { QueueConfig } from '../../shared/queues/queues.ts'
import { useLatest } from './use-latest.ts'

/** A dialog about the active connection's job queues that another dialog opens. */
export type QueueRequest =
  /** Creates a job queue's missing parts. */
  { readonly kind: 'create'; readonly config: QueueConfig } | { readonly kind: 'find' }

const handlers = new Set<(request: QueueRequest) => void>()

/** Opens a dialog. Close your own dialog first. */
export function requestQueueDialog(request: QueueRequest): void {
  for (const handler of handlers) handler(request)
}

/** Calls the handler for every request while the component is mounted. */
export function useQueueRequests(handler: (request: QueueRequest) => void): void {
  const latest = useLatest(handler)
  useEffect(() => {
    const call = (request: QueueRequest): void => latest.current(request)
    handlers.add(call)
    return () => {
      handlers.delete(call)
    }
  }, [latest])
}
