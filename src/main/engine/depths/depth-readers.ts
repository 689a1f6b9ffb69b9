import { queueKey } from '../../../shared/queues/queue-key.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'
import type { QueueDepthReader } from './queue-depth-reader.ts'

/** The readers of all connections' job queues. */
export class DepthReaders {
  #readers: ReadonlyMap<string, QueueDepthReader> = new Map()

  get all(): readonly QueueDepthReader[] {
    return [...this.#readers.values()]
  }

  of(connectionId: string, queue: string): QueueDepthReader | undefined {
    return this.#readers.get(queueKey({ connectionId, queue }))
  }

  ofConnection(connectionId: string): readonly QueueDepthReader[] {
    return this.all.filter((reader) => reader.connectionId === connectionId)
  }

  /** Replaces a connection's readers. `open` gets the reader whose readings the new one continues. */
  replace(
    connectionId: string,
    queues: readonly JobQueue[],
    open: (queue: JobQueue, previous: QueueDepthReader | null) => QueueDepthReader,
  ): void {
    const next = new Map([...this.#readers].filter(([, reader]) => reader.connectionId !== connectionId))
    for (const reader of this.ofConnection(connectionId)) void reader.close()
    for (const queue of queues) {
      const key = queueKey({ connectionId, queue: queue.config.name })
      next.set(key, open(queue, this.#readers.get(key) ?? null))
    }
    this.#readers = next
  }

  /** Resolves when no request is in progress. */
  async settled(): Promise<void> {
    await Promise.all(
      this.all.map(async (reader) => {
        await reader.reading
        await reader.dead.reading
      }),
    )
  }

  /** Stops reading, and waits until no request is in progress. */
  async close(): Promise<void> {
    await Promise.all(this.all.map((reader) => reader.close()))
  }
}
