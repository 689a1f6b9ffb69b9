import type { Transfer } from '../../../shared/transfers.ts'

const lastingMs = 10_000

/**
 * The job queues of a connection whose counts the transfers change: what is sent or has just been sent to them.
 * `now` in milliseconds of the epoch.
 */
export function queuesInMotion(
  transfers: readonly Transfer[],
  connectionId: string,
  now = Date.now(),
): ReadonlySet<string> {
  const moving = transfers.filter(
    ({ kind, endedAt, ...transfer }) =>
      (kind === 'submit' || kind === 'result') &&
      transfer.connectionId === connectionId &&
      (endedAt === null || endedAt > now - lastingMs),
  )
  return new Set(moving.map(({ queue }) => queue))
}
