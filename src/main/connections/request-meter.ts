import { addCounts, noRequests, totalOf, type RequestCounts } from '../../shared/request-counts.ts'
import { requestKind, type RequestDay, type RequestsSnapshot } from '../../shared/requests.ts'

const dayMs = 24 * 60 * 60 * 1_000
const keptDays = 30

/** Where the counts of each day are kept. */
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

/** What a {@link RequestMeter} needs. */
export interface RequestMeterOptions {
  readonly log: RequestLog
  /** What each connection asked since the last call. */
  readonly take: () => Iterable<readonly [connectionId: string, counts: RequestCounts]>
  readonly onChange: () => void
  /** Milliseconds since the epoch. */
  readonly now?: () => number
}

/** Adds up the requests of each day, connection by connection. */
export class RequestMeter {
  readonly #options: RequestMeterOptions
  readonly #now: () => number
  readonly #days = new Map<string, RequestDay>()
  #loaded = false
  #revision = 0

  constructor(options: RequestMeterOptions) {
    this.#options = options
    this.#now = options.now ?? Date.now
  }

  /** Adds what was counted on the last 30 days before this start. */
  async load(): Promise<void> {
    try {
      const rows = await this.#options.log.since(dayOf(this.#now() - (keptDays - 1) * dayMs))
      for (const { day, connectionId, kind, count } of rows) {
        const known = requestKind.safeParse(kind)
        if (known.success) this.#add(day, connectionId, { ...noRequests, [known.data]: count })
      }
    } finally {
      this.#loaded = true
      this.#changed()
    }
  }

  /** Takes what was counted and writes it down. Call every few seconds, and once at the end. */
  flush(): void {
    // What is written before all was read would be read too, and counted twice.
    if (!this.#loaded) return
    const day = dayOf(this.#now())
    let some = false
    for (const [connectionId, counts] of this.#options.take()) {
      if (totalOf(counts) === 0) continue
      some = true
      this.#options.log.add(day, connectionId, counts)
      this.#add(day, connectionId, counts)
    }
    if (some) this.#changed()
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

  #changed(): void {
    this.#revision += 1
    this.#options.onChange()
  }
}

/** The day at a time, as the person's calendar has it. */
function dayOf(at: number): string {
  const date = new Date(at)
  const [month, day] = [date.getMonth() + 1, date.getDate()].map((part) => String(part).padStart(2, '0'))
  return `${date.getFullYear()}-${month}-${day}`
}
