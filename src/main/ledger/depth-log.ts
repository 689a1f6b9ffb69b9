import type { DepthLog } from '../engine/metrics/depth-log.ts'
import type { LedgerChannel } from './ledger-channel.ts'

/** Keeps samples of queue depths in the ledger. */
export function depthLog(channel: LedgerChannel): DepthLog {
  return {
    add(samples) {
      channel.writeLazily({ op: 'depths:add', samples })
    },
    history: ({ connectionId, queue }, detail, since) =>
      channel.request('depths:history', { queue: { connectionId, queue }, detail, since }),
    recent: (since) => channel.request('depths:recent', { since }),
    latest: () => channel.request('depths:latest', null),
    quarters: (since) => channel.request('depths:quarters', { since }),
    ownWork: (queues, since) => channel.request('depths:own-work', { queues, since }),
  }
}
