import type { QueuesSnapshot } from '../../shared/queues.ts'
import { Emitter } from './emitter.ts'
import type { JobQueue } from './job-queue.ts'
import { QueueReader } from './depth-poller-queue.ts'

const nudgeAgainMs = 1_000

/** How often queues are read, in milliseconds. Defaults: 2,000, 30,000, 60,000. */
export interface PollerPace {
  readonly focusedMs: number
  readonly unfocusedMs: number
  readonly unwatchedMs: number
}

/**
 * Reads the depths of all job queues, for all windows: often the one on screen, all others slowly and their
 * `pending` only. It counts; it never receives.
 */
export class DepthPoller {
  readonly #pace: PollerPace
  readonly #now: () => number
  readonly #changed = new Emitter()
  readonly #timers = new Set<NodeJS.Timeout>()
  #readers: ReadonlyMap<string, QueueReader> = new Map()
  #connectionId = ''
  #watched: string | null = null
  #focused = true
  #revision = 0

  constructor(options: { readonly pace?: Partial<PollerPace>; readonly now?: () => number } = {}) {
    this.#pace = { focusedMs: 2_000, unfocusedMs: 30_000, unwatchedMs: 60_000, ...options.pace }
    this.#now = options.now ?? Date.now
  }

  /** The job queues to read from now on. What is known stays for those of the same connection. */
  setQueues(queues: readonly JobQueue[], connectionId: string): void {
    const before = connectionId === this.#connectionId ? this.#readers : new Map<string, QueueReader>()
    const readers = new Map<string, QueueReader>()
    for (const queue of queues) {
      const reader = new QueueReader({
        queue,
        former: before.get(queue.config.name) ?? null,
        now: this.#now,
        onChange: () => this.#touch(),
      })
      readers.set(queue.config.name, reader)
    }
    for (const reader of this.#readers.values()) void reader.close()
    this.#readers = readers
    this.#connectionId = connectionId
    this.#pacing()
    this.#touch()
  }

  /** Tells which job queue is on screen; it is read at once. */
  watch(name: string | null): void {
    if (name === this.#watched) return
    this.#watched = name
    this.#pacing()
    this.#touch()
  }

  /** Tells whether the window has the focus; on its return what is watched is read at once. */
  setFocused(focused: boolean): void {
    if (focused === this.#focused) return
    this.#focused = focused
    this.#pacing()
    this.#touch()
  }

  /** Reads all of a job queue now. Resolves when it is read or has failed, with the error in the snapshot. */
  async refresh(name: string): Promise<void> {
    await this.#readers.get(name)?.readNow('all')
  }

  /** After an action of our own: reads at once, and again a second later, as counts lag. */
  nudge(name: string): void {
    void this.#readers.get(name)?.readNow('paced')
    const timer = setTimeout(() => {
      this.#timers.delete(timer)
      void this.#readers.get(name)?.readNow('paced')
    }, nudgeAgainMs)
    timer.unref()
    this.#timers.add(timer)
  }

  snapshot(): QueuesSnapshot {
    const readers = [...this.#readers.values()]
    return {
      revision: this.#revision,
      connectionId: this.#connectionId,
      queues: readers.map((reader) => reader.state()),
      requestsPerHour: readers.reduce((sum, reader) => sum + reader.requestsPerHour(), 0),
    }
  }

  /** Calls the listener at every change; answers with the function that stops it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /** Stops reading and waits until no request is under way. */
  async close(): Promise<void> {
    for (const timer of this.#timers) clearTimeout(timer)
    this.#timers.clear()
    await Promise.all([...this.#readers.values()].map((reader) => reader.close()))
  }

  #pacing(): void {
    const { focusedMs, unfocusedMs, unwatchedMs } = this.#pace
    for (const [name, reader] of this.#readers) {
      const watched = name === this.#watched
      reader.setPace({ watched, everyMs: watched ? (this.#focused ? focusedMs : unfocusedMs) : unwatchedMs })
    }
  }

  #touch(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}
