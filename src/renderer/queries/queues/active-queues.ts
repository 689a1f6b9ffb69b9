import { useQuery } from '@tanstack/react-query'
import { neededFromUser } from '../../../shared/connections/needed-from-user.ts'
import type { Connection } from '../../../shared/connections/connections.ts'
import type { QueueState } from '../../../shared/queues/queues.ts'
import { connectionsQuery } from '../connections.ts'
import { queuesQuery } from './queues.ts'

/** The active connection and its job queues. */
export interface ActiveQueues {
  /** The connection of these job queues, or `null` until it is known. */
  readonly connectionId: string | null
  /** The active connection if it is not connected. None of its job queues can be shown then. */
  readonly notReady: Connection | null
  /** The active connection during an outage. */
  readonly reconnecting: Connection | null
  /** `undefined` until they are known. Never another connection's queues. */
  readonly queues: readonly QueueState[] | undefined
}

/** True if its job queues can be shown and it accepts work. */
function hasSession({ state }: Connection): boolean {
  return state === 'ready' || state === 'reconnecting'
}

/** Main pushes connections and job queues separately. This hook keeps them consistent. */
export function useActiveQueues(): ActiveQueues {
  const connections = useQuery(connectionsQuery()).data
  const snapshot = useQuery(queuesQuery()).data
  const active = connections?.connections.find(({ id }) => id === connections.activeId)
  // Before the connections are known, an empty list may only mean that none is connected yet.
  const isOfActive = connections !== undefined && snapshot?.connectionId === connections.activeId
  const isEmpty = isOfActive && snapshot?.queues.length === 0
  // Before the first sign-in there is nothing to show, and no work is waiting.
  const isUsable =
    active === undefined || (hasSession(active) && !(isEmpty && neededFromUser(active) === 'sign-in'))
  const notReady = isUsable ? null : active
  return {
    connectionId: connections?.activeId ?? snapshot?.connectionId ?? null,
    notReady,
    reconnecting: isUsable && active?.state === 'reconnecting' ? active : null,
    queues: notReady === null && isOfActive ? snapshot?.queues : undefined,
  }
}
