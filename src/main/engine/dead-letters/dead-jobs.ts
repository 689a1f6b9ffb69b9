import { plural } from '../../../shared/texts/intl.ts'
import type { JobStore, StoredJob } from '../jobs/job-store.ts'
import { jobsOfQueue } from '../jobs/jobs-of-queue.ts'

/** The part of the ledger that {@link DeadJobs} needs. */
export type DeadJobStore = Pick<
  JobStore,
  'withMessageIds' | 'withKeys' | 'jobs' | 'ids' | 'note' | 'addSentAgain'
>

/** A job in this app's ledger. */
export interface KnownJob {
  readonly id: number
  readonly name: string
}

/** Finds and updates this app's jobs for dead letters and purged queues. */
export class DeadJobs {
  readonly #store: DeadJobStore

  constructor(store: DeadJobStore) {
    this.#store = store
  }

  /**
   * Returns the jobs that belong to a job queue's messages, by MessageId. A message that SQS moves to a
   * dead-letter queue keeps its id.
   */
  async find(
    connectionId: string,
    queue: string,
    messageIds: readonly string[],
  ): Promise<ReadonlyMap<string, KnownJob>> {
    const ids = await this.#store.withMessageIds(connectionId, queue, messageIds)
    return this.#known(ids, () => true)
  }

  /**
   * Returns the waiting or dead jobs that belong to a job queue's payloads, by key. A move task gives each
   * message a new id, so only the key tells which job it belongs to.
   */
  async findByKey(
    connectionId: string,
    queue: string,
    keys: readonly string[],
  ): Promise<ReadonlyMap<string, KnownJob>> {
    const ids = await this.#store.withKeys(connectionId, queue, keys)
    // A finished job may have the same payload.
    return this.#known(ids, ({ state }) => state === 'queued' || state === 'dead')
  }

  /**
   * Records that the messages of these jobs are in a dead-letter queue, and their current ids, because
   * results are named after those.
   */
  async died(
    jobs: readonly { readonly id: number; readonly messageId: string; readonly receivedCount: number }[],
    at: number,
  ): Promise<void> {
    await Promise.all(
      jobs.map(({ id, messageId, receivedCount }) =>
        this.#store.note(id, 'dead', at, {
          detail: `After ${plural(receivedCount, 'attempt')}`,
          messageId,
        }),
      ),
    )
  }

  /** Returns the jobs of a job queue that died at `at` or earlier. */
  async dead(connectionId: string, queue: string, at: number): Promise<readonly number[]> {
    const found: number[] = []
    for await (const jobs of jobsOfQueue(this.#store, { connectionId, queue }, 'dead')) {
      for (const { id, changedAt } of jobs) if (changedAt <= at) found.push(id)
    }
    return found
  }

  /** Records that the server moved the messages of these jobs back to their source queues. */
  async movedBack(ids: readonly number[], from: string, at: number): Promise<void> {
    await Promise.all(
      ids.map((id) =>
        this.#store.note(id, 'released', at, {
          detail: `moved back from ${from} with a new id. Its results show under Files.`,
        }),
      ),
    )
  }

  /** Records that new messages were sent for the payloads of these jobs. */
  async resent(
    messages: readonly { readonly job: number; readonly messageId: string }[],
    at: number,
  ): Promise<void> {
    await Promise.all(messages.map(({ job, messageId }) => this.#store.addSentAgain(job, messageId, at)))
  }

  /**
   * Records that the messages of these jobs have left the dead-letter queue, so that they no longer need a decision.
   */
  async left(
    ids: readonly number[],
    why: 'Submitted again' | 'Dead letter deleted',
    at: number,
  ): Promise<void> {
    await Promise.all(ids.map((id) => this.#store.note(id, 'cancelled', at, { detail: why })))
  }

  /** Replaces each id with its job, and omits jobs that are not wanted. */
  async #known(
    ids: ReadonlyMap<string, number>,
    isWanted: (job: StoredJob) => boolean,
  ): Promise<ReadonlyMap<string, KnownJob>> {
    const jobs = (await this.#store.jobs([...ids.values()])).filter(isWanted)
    const known = new Map(jobs.map(({ id, name }) => [id, { id, name }]))
    return new Map(
      [...ids].flatMap(([text, id]) => {
        const job = known.get(id)
        return job === undefined ? [] : [[text, job] as const]
      }),
    )
  }
}
