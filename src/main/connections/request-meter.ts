import { dayOf } from '../../shared/texts/day-text.ts'
import { addCounts, noRequests, totalOf, type RequestCounts } from '../../shared/metrics/request-counts.ts'
import { requestKind, type RequestDay, type RequestsSnapshot } from '../../shared/metrics/requests.ts'
import { Emitter } from '../engine/async/emitter.ts'

const dayMs = 24 * 60 * 60 * 1_000
const keptDays = 30
/** Each recording costs a flush to disk and a render of the page, even if nothing else happens. */
const flushEveryMs = 10_000

/** Stores the counts per day. */
export interface RequestLog {
  add(day: string, connectionId: string, counts: RequestCounts): void
  since(day: string): Promise<
    readonly {
      readonly day: string
      readonly connectionId: string
      readonly kind: string
      readonly count: number
    }[]
  >
}

/** Options of a {@link RequestMeter}. */
export interface RequestMeterOptions {
  readonly log: RequestLog
  /** Returns each connection's request counts since the last call. */
  readonly take: () => Iterable<readonly [connectionId: string, counts: RequestCounts]>
  /** Returns milliseconds since the epoch. */
  readonly now?: () => number
}

/** Adds up the requests per day and connection. */
export class RequestMeter {
  readonly #options: RequestMeterOptions
  readonly #now: () => number
  readonly #days = new Map<string, RequestDay>()
  readonly #changed = new Emitter()
  #timer: NodeJS.Timeout | null = null
  #loaded = false
  #revision = 0

  constructor(options: RequestMeterOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /**
   * Loads the stored counts, then records new ones every 10 s until {@link close}. Rejects if
   * loading fails.
   */
  async start(): Promise<void> {
    this.#timer = setInterval(() => this.flush(), flushEveryMs)
    await this.load()
  }

  /** Records the last counts and stops. */
  close(): void {
    if (this.#timer !== null) clearInterval(this.#timer)
    this.#timer = null
    this.flush()
  }

  /** Calls the listener after each change. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /** Loads the counts of the last 30 days. */
  async load(): Promise<void> {
    try {
      const rows = await this.#options.log.since(dayOf(this.#now() - (keptDays - 1) * dayMs))
      for (const { day, connectionId, kind, count } of rows) {
        const known = requestKind.safeParse(kind)
        if (known.success) this.#add(day, connectionId, { ...noRequests, [known.data]: count })
      }
    } finally {
      this.#loaded = true
      this.#touch()
    }
  }

  /** Records the counts since the last call. */
  flush(): void {
    // Counts recorded before loading would be loaded again and counted twice.
    if (!this.#loaded) return
    const day = dayOf(this.#now())
    let some = false
    for (const [connectionId, counts] of this.#options.take()) {
      if (totalOf(counts) === 0) continue
      some = true
      this.#options.log.add(day, connectionId, counts)
      this.#add(day, connectionId, counts)
    }
    if (some) this.#touch()
  }

  snapshot(): RequestsSnapshot {
    const first = dayOf(this.#now() - (keptDays - 1) * dayMs)
    return {
      revision: this.#revision,
      today: dayOf(this.#now()),
      days: [...this.#days.values()]
        .filter(({ day }) => day >= first)
        .toSorted((left, right) => right.day.localeCompare(left.day)),
    }
  }

  #add(day: string, connectionId: string, counts: RequestCounts): void {
    const key = `${day} ${connectionId}`
    const before = this.#days.get(key)?.counts ?? noRequests
    this.#days.set(key, { day, connectionId, counts: addCounts(before, counts) })
  }

  #touch(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}
