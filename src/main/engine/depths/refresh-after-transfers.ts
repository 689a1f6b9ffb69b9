import type { Transfer, TransfersSnapshot } from '../../../shared/files/transfers.ts'

const recentMs = 10_000

/**
 * Refreshes the depths of job queues after transfers have changed them, so that the counts on screen do not
 * have to wait for the poller. Returns a function to call with each new snapshot of the transfers.
 */
export function refreshAfterTransfers(
  refreshSoon: (queueName: string) => void,
  activeConnectionId: () => string,
): (snapshot: TransfersSnapshot) => void {
  let done = 0
  return ({ transfers, counts }) => {
    if (counts.done === done) return
    done = counts.done
    for (const queue of queuesInMotion(transfers, activeConnectionId())) refreshSoon(queue)
  }
}

/**
 * Returns a connection's job queues to which messages are being sent, or were sent in the last 10 s. `now` is in
 * milliseconds since the epoch.
 */
export function queuesInMotion(
  transfers: readonly Transfer[],
  connectionId: string,
  now = Date.now(),
): ReadonlySet<string> {
  const moving = transfers.filter(
    ({ kind, finishedAt, ...transfer }) =>
      (kind === 'submit' || kind === 'result') &&
      transfer.connectionId === connectionId &&
      (finishedAt === null || finishedAt > now - recentMs),
  )
  return new Set(moving.map(({ queue }) => queue))
}
