import { useQuery } from '@tanstack/react-query'
import type { Connection } from '../../shared/connections.ts'
import type { QueueState } from '../../shared/queues.ts'
import { connectionsQuery } from './connections.ts'
import { queuesQuery } from './queues.ts'

/** The active connection and its job queues. */
export interface ActiveQueues {
  /** Whose job queues these are; `null` while that is not known. */
  readonly connectionId: string | null
  /** The active connection where it is known and has no session: nothing of its job queues can be shown. */
  readonly notReady: Connection | null
  /** The active connection while it waits for the end of an outage. */
  readonly reconnecting: Connection | null
  /** `undefined` while they are not known; never those of another connection. */
  readonly queues: readonly QueueState[] | undefined
}

/** Whether there is something to show of it, and somebody to take work for it. */
function hasSession({ state }: Connection): boolean {
  return state === 'ready' || state === 'reconnecting'
}

/** Connections and job queues are pushed one after the other; this never mixes two connections. */
export function useActiveQueues(): ActiveQueues {
  const connections = useQuery(connectionsQuery()).data
  const snapshot = useQuery(queuesQuery()).data
  const active = connections?.connections.find(({ id }) => id === connections.activeId)
  const notReady = active === undefined || hasSession(active) ? null : active
  const isOfActive = connections === undefined || snapshot?.connectionId === connections.activeId
  return {
    connectionId: connections?.activeId ?? snapshot?.connectionId ?? null,
    notReady,
    reconnecting: active?.state === 'reconnecting' ? active : null,
    queues: notReady === null && isOfActive ? snapshot?.queues : undefined,
  }
}
