import { useEffect } from 'react'
import type { QueueConfig } from '../../shared/queues/queues.ts'
import { useLatest } from './use-latest.ts'

const handlers = new Set<(config: QueueConfig) => void>()

/** Opens the dialog that creates what is missing of a job queue of the active connection. */
export function askToCreate(config: QueueConfig): void {
  for (const handler of handlers) handler(config)
}

/** Calls the handler for every request while the component is mounted. */
export function useCreationRequests(handler: (config: QueueConfig) => void): void {
  const latest = useLatest(handler)
  useEffect(() => {
    const call = (config: QueueConfig): void => latest.current(config)
    handlers.add(call)
    return () => {
      handlers.delete(call)
    }
  }, [latest])
}
