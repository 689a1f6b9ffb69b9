import type { Claim } from '../../../shared/jobs/claims.ts'
import { Batcher } from '../async/batcher.ts'
import type { EngineError } from '../errors/engine-error.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { Job, JobOutcome } from '../protocol/job.ts'
import { connectedQueue } from './claim-record.ts'
import type { ClaimRecord } from './claim-record.ts'

/** The ways to finish a claim that need only its message. */
export type MessageOutcome = Exclude<Claim['outcome'], 'completed' | null>

interface HeldMessage {
  readonly queue: JobQueue
  readonly job: Job
}

/** Finishes the messages of claims. Deletes made at about the same time share requests, and so do releases. */
export class ClaimFinisher {
  readonly #deletes = batcherOf((queue, jobs) => queue.acknowledgeBatch(jobs))
  readonly #releases = batcherOf((queue, jobs) => queue.releaseBatch(jobs))

  /**
   * Stops the renewals and checks the lease, then deletes the message (`acknowledged`), makes it visible
   * again (`released`) or moves it to `inprogress` (`started`).
   *
   * @throws EngineError `LEASE_LOST`, `NOT_CONNECTED`, and errors from the server.
   */
  async finish(record: ClaimRecord, outcome: MessageOutcome): Promise<void> {
    const { job } = record
    const queue = connectedQueue(record)
    if (outcome === 'started') {
      // The renewals continue while the new message is sent.
      await queue.start(job, { beforeDelete: () => stopLease(record) })
      return
    }
    await stopLease(record)
    await (outcome === 'acknowledged' ? this.#deletes : this.#releases).add({ queue, job })
  }
}

/**
 * Stops the renewals and checks the lease. Always await it right before a message is deleted or released.
 *
 * @throws EngineError `LEASE_LOST`
 */
export async function stopLease({ lease }: ClaimRecord): Promise<void> {
  await lease.stop()
  lease.assertHeld()
}

function batcherOf(
  send: (queue: JobQueue, jobs: readonly Job[]) => Promise<readonly JobOutcome[]>,
): Batcher<HeldMessage, null> {
  return new Batcher<HeldMessage, null>({
    wait: 'immediate',
    groupOf: ({ queue }) => queue,
    run: async (messages): Promise<readonly (EngineError | null)[]> => {
      const [first] = messages
      if (first === undefined) return []
      const outcomes = await send(
        first.queue,
        messages.map(({ job }) => job),
      )
      return outcomes.map(({ error }) => error)
    },
  })
}
