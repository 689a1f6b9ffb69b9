/** Configures how a {@link Batcher} collects items and what it does with them. */
export interface BatcherOptions<T, R> {
  /**
   * Handles one batch. Returns one result per item, in order. An `Error` among them rejects only its item. A
   * rejection rejects the whole batch.
   */
  readonly run: (items: readonly T[]) => Promise<readonly (R | Error)[]>
  /**
   * When to run a batch that is not full: at the end of this turn, after pending I/O, or this many
   * milliseconds later.
   */
  readonly wait: 'microtask' | 'immediate' | number
  /** A batch with this many items runs at once. Default: no limit. */
  readonly fullAt?: number
  /** Limits the sum of `weightOf` in one batch. An item that does not fit starts the next one. */
  readonly maxWeight?: number
  readonly weightOf?: (item: T) => number
  /** Items with different groups never share a batch. Default: one group. */
  readonly groupOf?: (item: T) => unknown
  /** True if a batch waits until the previous one is done. Items added meanwhile join it. Default: false. */
  readonly oneAtATime?: boolean
  /** Called right before a batch runs. Items that it adds still join the batch. */
  readonly beforeRun?: () => void
}

interface Entry<T, R> {
  readonly item: T
  readonly resolve: (result: R) => void
  readonly reject: (error: unknown) => void
}

/** Collects items that arrive within a short time and handles them together. */
export class Batcher<T, R> {
  readonly #options: BatcherOptions<T, R>
  readonly #running = new Set<Promise<void>>()
  // A set, because thousands of items may be aborted at once.
  #waiting = new Set<Entry<T, R>>()
  #weight = 0
  #cancelWait: (() => void) | null = null

  constructor(options: BatcherOptions<T, R>) {
    this.#options = options
  }

  /**
   * Resolves with the item's result. If the signal fires before its batch runs, the item is dropped and the
   * promise rejects.
   */
  add(item: T, signal?: AbortSignal): Promise<R> {
    return new Promise<R>((resolve, reject) => {
      if (signal === undefined) return this.#push({ item, resolve, reject })
      if (signal.aborted) return reject(signal.reason as Error)
      const stopListening = (): void => signal.removeEventListener('abort', drop)
      const entry: Entry<T, R> = {
        item,
        resolve: (result) => (stopListening(), resolve(result)),
        reject: (error) => (stopListening(), reject(error as Error)),
      }
      const drop = (): void => {
        if (!this.#waiting.delete(entry)) return
        this.#weight -= this.#weightOf(item)
        entry.reject(signal.reason)
      }
      signal.addEventListener('abort', drop, { once: true })
      this.#push(entry)
    })
  }

  /** Resolves once everything added so far has been handled. */
  async settled(): Promise<void> {
    while (this.#waiting.size > 0 || this.#running.size > 0) {
      if (this.#running.size === 0) this.#leave()
      await Promise.all(this.#running)
    }
  }

  #push(entry: Entry<T, R>): void {
    const { maxWeight = Number.POSITIVE_INFINITY } = this.#options
    const weight = this.#weightOf(entry.item)
    if (this.#waiting.size > 0 && this.#weight + weight > maxWeight) this.#leave()
    this.#waiting.add(entry)
    this.#weight += weight
    if (this.#isFull()) this.#leave()
    else this.#schedule()
  }

  #isFull(): boolean {
    return this.#waiting.size >= (this.#options.fullAt ?? Number.POSITIVE_INFINITY)
  }

  #schedule(): void {
    if (this.#cancelWait !== null || this.#isBusy()) return
    const { wait } = this.#options
    const leave = (): void => this.#leave()
    if (wait === 'microtask') {
      let cancelled = false
      this.#cancelWait = () => (cancelled = true)
      queueMicrotask(() => {
        if (!cancelled) leave()
      })
    } else if (wait === 'immediate') {
      const immediate = setImmediate(leave)
      this.#cancelWait = () => clearImmediate(immediate)
    } else {
      const timer = setTimeout(leave, wait)
      this.#cancelWait = () => clearTimeout(timer)
    }
  }

  #isBusy(): boolean {
    return this.#options.oneAtATime === true && this.#running.size > 0
  }

  #leave(): void {
    if (this.#isBusy()) return
    this.#options.beforeRun?.()
    this.#cancelWait?.()
    this.#cancelWait = null
    const entries = [...this.#waiting]
    this.#waiting = new Set()
    this.#weight = 0
    for (const group of this.#groups(entries)) this.#start(group)
  }

  #groups(entries: readonly Entry<T, R>[]): Iterable<readonly Entry<T, R>[]> {
    const { groupOf } = this.#options
    if (groupOf === undefined) return [entries]
    const groups = new Map<unknown, Entry<T, R>[]>()
    for (const entry of entries) {
      const key = groupOf(entry.item)
      const group = groups.get(key)
      if (group) group.push(entry)
      else groups.set(key, [entry])
    }
    return groups.values()
  }

  #start(entries: readonly Entry<T, R>[]): void {
    if (entries.length === 0) return
    const running = this.#run(entries).then(() => {
      this.#running.delete(running)
      if (this.#isFull()) this.#leave()
      else if (this.#waiting.size > 0) this.#schedule()
    })
    this.#running.add(running)
  }

  async #run(entries: readonly Entry<T, R>[]): Promise<void> {
    try {
      const results = await this.#options.run(entries.map(({ item }) => item))
      for (const [index, { resolve, reject }] of entries.entries()) {
        const result = results[index]
        if (index >= results.length) reject(new Error('The batch returned no result for this item.'))
        else if (result instanceof Error) reject(result)
        else resolve(result as R)
      }
    } catch (error) {
      for (const { reject } of entries) reject(error)
    }
  }

  #weightOf(item: T): number {
    return this.#options.weightOf?.(item) ?? 0
  }
}
