import type { ClaimRecord } from './claim-record.ts'

/** Ends a claim. `rest` stops the heartbeat and proves the lease: to be awaited right before the message goes. */
export type Ending = (record: ClaimRecord, rest: () => Promise<void>) => Promise<void>

/** Deletes the message. */
export const acknowledgeJob: Ending = async ({ queue, job }, rest) => {
  await rest()
  await queue.acknowledge(job)
}

/** Gives the message back. */
export const releaseJob: Ending = async ({ queue, job }, rest) => {
  await rest()
  await queue.release(job)
}

/** Moves the job to `inprogress`; the heartbeat goes on while the new message is sent. */
export const startJob: Ending = async ({ queue, job }, rest) => {
  await queue.start(job, { beforeDelete: rest })
}
