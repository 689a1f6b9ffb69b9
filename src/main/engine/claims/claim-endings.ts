import { connectedQueue } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'
import type { JobEndings } from './claim-finish.ts'

/** Ends a claim. `rest` stops the heartbeat and proves the lease: to be awaited right before the message goes. */
export type Ending = (record: ClaimRecord, rest: () => Promise<void>) => Promise<void>

/** Deletes the message. */
export function acknowledgeJob(endings: JobEndings): Ending {
  return async (record, rest) => {
    await rest()
    await endings.acknowledge(connectedQueue(record), record.job)
  }
}

/** Gives the message back. */
export function releaseJob(endings: JobEndings): Ending {
  return async (record, rest) => {
    await rest()
    await endings.release(connectedQueue(record), record.job)
  }
}

/** Moves the job to `inprogress`; the heartbeat goes on while the new message is sent. */
export const startJob: Ending = async (record, rest) => {
  await connectedQueue(record).start(record.job, { beforeDelete: rest })
}
