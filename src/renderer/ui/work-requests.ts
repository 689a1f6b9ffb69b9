import { useEffect } from 'react'
import type { JobSelection } from '../../shared/jobs/jobs.ts'
import { useLatest } from './use-latest.ts'

/** A dialog that one part of the window asks another to open. */
export type WorkRequest =
  | { readonly kind: 'hold-back'; readonly claimIds: readonly string[] }
  | { readonly kind: 'dead-letter'; readonly claimIds: readonly string[] }
  | { readonly kind: 'claim-many'; readonly queue: string; readonly claim: (max: number) => void }
  | { readonly kind: 'submit-again'; readonly jobs: JobSelection; readonly count: number }

const handlers = new Set<(request: WorkRequest) => void>()

/** Opens a dialog. Does nothing if its feature is not on screen. */
export function requestDialog(request: WorkRequest): void {
  for (const handler of handlers) handler(request)
}

/** Calls the handler for every request while the component is mounted. */
export function useWorkRequests(handler: (request: WorkRequest) => void): void {
  const latest = useLatest(handler)
  useEffect(() => {
    const call = (request: WorkRequest): void => latest.current(request)
    handlers.add(call)
    return () => {
      handlers.delete(call)
    }
  }, [latest])
}
