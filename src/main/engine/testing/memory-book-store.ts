import type { BookStore } from '../dead-letters/job-book.ts'
import type { StoredJob } from '../jobs/job-store.ts'

type Known = Pick<StoredJob, 'id' | 'name' | 'messageId' | 'key' | 'direction' | 'state' | 'changedAt'>

/** The jobs of one job queue in memory, with the recorded notes. */
export class MemoryBookStore implements BookStore {
  readonly jobsById = new Map<number, Known>()
  readonly notes: { readonly id: number; readonly step: string; readonly detail: string | undefined }[] = []
  /** The new MessageIds, by the id of the original job. */
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

  async jobs(ids: readonly number[]): Promise<StoredJob[]> {
    return ids.flatMap((id) => (this.jobsById.get(id) as StoredJob | undefined) ?? [])
  }

  async ids(_view: unknown, before: number | null, limit: number): Promise<number[]> {
    const queued = [...this.jobsById.values()].filter(({ state }) => state === 'queued').map(({ id }) => id)
    return queued
      .toReversed()
      .filter((id) => id < (before ?? Infinity))
      .slice(0, limit)
  }

  async note(id: number, step: string, _at: number, why?: { readonly detail?: string }): Promise<void> {
    this.notes.push({ id, step, detail: why?.detail })
  }

  async addSentAgain(from: number, messageId: string): Promise<void> {
    this.sentAgain.set(from, messageId)
    this.add('again', messageId, 'again')
  }
}
