import type { DeadJobStore } from '../dead-letters/dead-jobs.ts'
import type { JobsView } from '../../../shared/jobs/jobs.ts'
import { stateOf } from '../../../shared/jobs/job-state.ts'
import type { JobStep } from '../../../shared/jobs/job-steps.ts'
import type { StoredJob } from '../jobs/job-store.ts'

type Known = Pick<StoredJob, 'id' | 'name' | 'messageId' | 'key' | 'direction' | 'state' | 'changedAt'>

/** The jobs of one job queue in memory, with the recorded notes. */
export class MemoryBookStore implements DeadJobStore {
  readonly jobsById = new Map<number, Known>()
  readonly notes: { readonly id: number; readonly step: string; readonly detail: string | undefined }[] = []
  /** The new MessageIds, by the original job's id. */
  readonly sentAgain = new Map<number, string>()

  add(name: string, messageId: string, key: string): number {
    const id = this.jobsById.size + 1
    this.jobsById.set(id, {
      id,
      name,
      messageId,
      key,
      direction: 'in',
      state: 'queued',
      changedAt: Date.now(),
    })
    return id
  }

  async withMessageIds(
    _connectionId: string,
    _queue: string,
    ids: readonly string[],
  ): Promise<Map<string, number>> {
    const known = [...this.jobsById.values()].filter(({ messageId }) => ids.includes(messageId ?? ''))
    return new Map(known.map(({ id, messageId }) => [messageId ?? '', id]))
  }

  async withKeys(
    _connectionId: string,
    _queue: string,
    keys: readonly string[],
  ): Promise<Map<string, number>> {
    const known = [...this.jobsById.values()].filter(({ key }) => keys.includes(key ?? ''))
    return new Map(known.map(({ id, key }) => [key ?? '', id]))
  }

  async jobs(ids: readonly number[]): Promise<StoredJob[]> {
    return ids.flatMap((id) => (this.jobsById.get(id) as StoredJob | undefined) ?? [])
  }

  async ids({ filter }: JobsView, before: number | null, limit: number): Promise<number[]> {
    const listed = [...this.jobsById.values()].filter(({ state }) => state === filter).map(({ id }) => id)
    return listed
      .toReversed()
      .filter((id) => id < (before ?? Infinity))
      .slice(0, limit)
  }

  async note(
    id: number,
    step: JobStep,
    at: number,
    why?: { readonly detail?: string; readonly messageId?: string },
  ): Promise<void> {
    const job = this.jobsById.get(id)
    const inputs = { step, upload: null, held: false, results: 0, newResults: 0 } as const
    if (job !== undefined) {
      const messageId = why?.messageId ?? job.messageId
      this.jobsById.set(id, { ...job, messageId, state: stateOf(inputs), changedAt: at })
    }
    this.notes.push({ id, step, detail: why?.detail })
  }

  async addSentAgain(from: number, messageId: string): Promise<void> {
    this.sentAgain.set(from, messageId)
    this.add('again', messageId, 'again')
  }
}
