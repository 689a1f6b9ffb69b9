import type {
  CloudWatchState,
  MetricsChange,
  MetricsSnapshot,
  QueueFigures,
  QueueRef,
} from '../../../shared/metrics/metrics.ts'
import { afterTimeout, type After } from '../async/timer.ts'
import { Emitter } from '../async/emitter.ts'
import type { DeadLetterReading, DepthReading } from '../depths/depth-reading.ts'
import type { AlarmBoard } from './alarm-board.ts'
import { AlarmWatch } from './alarm-watch.ts'
import type { DepthLog, DepthSample, OwnWork } from './depth-log.ts'
import { DepthRecorder } from './depth-recorder.ts'
import { deriveFigures, type CloudWatchFigures, type DerivedFigures } from './derive-figures.ts'
import { QueueSamples } from './queue-samples.ts'
import { queueKey } from '../../../shared/queues/queue-key.ts'

const hourMs = 3_600_000
/** How often to read this app's own work from the log. */
const ownWorkMs = 30_000
/** A reading later than this multiple of the planned interval follows a gap. */
const gapFactor = 1.5

/** A job queue to measure. */
export interface MeasuredQueue extends QueueRef {
  /** True if its server's counts are exact. */
  readonly exact: boolean
}

/** Options of {@link QueueMetrics}. */
export interface QueueMetricsOptions {
  readonly log: DepthLog
  readonly alarms: AlarmBoard
  /** Returns all connections' job queues, including those that are not connected. */
  readonly queues: () => readonly MeasuredQueue[]
  readonly now?: () => number
  readonly after?: After
}

interface Entry {
  readonly ref: QueueRef
  exact: boolean
  readonly samples: QueueSamples
  readonly watch: AlarmWatch
  readAt: number | null
  nextBy: number
  delayed: number | null
  dead: DeadLetterReading['dead']
  own: { readonly finished: number; readonly oldestSentAt: number | null; readonly at: number } | null
  cloudWatch: CloudWatchFigures | null
}

/**
 * The numbers of all connections' job queues: the poller's readings, and everything derived from them.
 * Keeps samples on disk, and tests the alarm rules on every reading. Sends no requests.
 */
export class QueueMetrics {
  readonly #log: DepthLog
  readonly #alarms: AlarmBoard
  readonly #queues: QueueMetricsOptions['queues']
  readonly #now: () => number
  readonly #after: After
  readonly #recorder: DepthRecorder
  readonly #entries = new Map<string, Entry>()
  readonly #changed = new Emitter()
  readonly #dirty = new Set<string>()
  #removed: QueueRef[] = []
  #cloudWatch: Readonly<Record<string, CloudWatchState>> = {}
  #revision = 0
  #stopTimer: () => void = () => {}
  #closed = false

  constructor({ log, alarms, queues, now = Date.now, after = afterTimeout }: QueueMetricsOptions) {
    this.#log = log
    this.#alarms = alarms
    this.#queues = queues
    this.#now = now
    this.#after = after
    this.#recorder = new DepthRecorder(log, after)
    this.updateQueues()
  }

  /** Loads the samples of the last hour and the last known numbers. Rejects if the log cannot be read. */
  async start(): Promise<void> {
    const [latest, recent] = await Promise.all([this.#log.latest(), this.#log.recent(this.#now() - hourMs)])
    for (const sample of [...latest, ...recent]) this.#entryOf(sample)?.samples.restore(sample)
    for (const [key, { samples }] of this.#entries) if (samples.all.length > 0) this.#touch(key)
    await this.#readOwnWork()
  }

  /** Call this when job queues were added or removed. */
  updateQueues(): void {
    const wanted = new Map(this.#queues().map((queue) => [queueKey(queue), queue]))
    for (const [key, { ref }] of this.#entries) {
      if (wanted.has(key)) continue
      this.#entries.delete(key)
      this.#removed.push(ref)
      this.#touch(key)
    }
    for (const [key, { connectionId, queue, exact }] of wanted) {
      const known = this.#entries.get(key)
      if (known !== undefined) {
        known.exact = exact
        continue
      }
      this.#entries.set(key, {
        ref: { connectionId, queue },
        exact,
        samples: new QueueSamples(),
        watch: new AlarmWatch(),
        readAt: null,
        nextBy: -Infinity,
        delayed: null,
        dead: null,
        own: null,
        cloudWatch: null,
      })
      this.#touch(key)
    }
    this.#alarms.keepOnly((queue) => wanted.has(queueKey(queue)))
  }

  /** Adds one of the poller's readings. */
  onReading({ connectionId, queue, at, depths, nextWithinMs }: DepthReading): void {
    const entry = this.#entryOf({ connectionId, queue })
    const { pending, completed } = depths
    if (entry === undefined || pending === undefined) return
    const total = pending.visible + pending.inFlight + pending.delayed
    const sample: DepthSample = {
      connectionId,
      queue,
      at,
      waiting: pending.visible,
      working: pending.inFlight,
      total,
      completed: completed === undefined ? null : completed.visible + completed.inFlight + completed.delayed,
      afterGap: entry.readAt === null || at > entry.nextBy || at < entry.readAt,
    }
    entry.readAt = at
    entry.nextBy = at + nextWithinMs * gapFactor
    entry.delayed = pending.delayed
    entry.samples.add(sample, this.#recorder.add(sample))
    entry.watch.read(sample, this.#waitingLimits())
    this.#test(entry)
    this.#touch(queueKey(sample))
  }

  /** Adds a queue's number of dead letters. */
  onDeadLetters({ connectionId, queue, dead }: DeadLetterReading): void {
    this.#update({ connectionId, queue }, (entry) => {
      entry.dead = dead
    })
  }

  /** Adds CloudWatch's metrics for a queue. */
  onCloudWatch(queue: QueueRef, figures: CloudWatchFigures): void {
    this.#update(queue, (entry) => {
      entry.cloudWatch = figures
    })
  }

  /** Sets the state of CloudWatch for each connection. */
  setCloudWatch(states: Readonly<Record<string, CloudWatchState>>): void {
    this.#cloudWatch = states
    this.#changed.emit()
  }

  /** Tests all rules again, after they have changed. */
  testAll(): void {
    for (const [key, entry] of this.#entries) {
      this.#test(entry)
      this.#touch(key)
    }
  }

  /** Calls the listener after each change. Returns a function that removes it. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  snapshot(): MetricsSnapshot {
    return {
      revision: this.#revision,
      queues: [...this.#entries.values()].map((entry) => this.#figuresOf(entry)),
      cloudWatch: { ...this.#cloudWatch },
    }
  }

  /** Returns the changes since the last call. */
  takeChange(): MetricsChange {
    const from = this.#revision
    this.#revision += 1
    const queues = [...this.#dirty].flatMap((key) => {
      const entry = this.#entries.get(key)
      return entry === undefined ? [] : [this.#figuresOf(entry)]
    })
    const removed = this.#removed
    this.#dirty.clear()
    this.#removed = []
    return { from, revision: this.#revision, queues, removed, cloudWatch: { ...this.#cloudWatch } }
  }

  /** Writes the last samples. */
  flush(): void {
    this.#recorder.flush()
  }

  close(): void {
    this.#closed = true
    this.#stopTimer()
    this.#recorder.flush()
  }

  async #readOwnWork(): Promise<void> {
    const at = this.#now()
    const queues = [...this.#entries.values()].map(({ ref }) => ref)
    // If this fails, fewer numbers are known until the next attempt.
    const work = await this.#log.ownWork(queues, at - hourMs).catch((): OwnWork[] => [])
    for (const { connectionId, queue, finished, oldestSentAt } of work) {
      const known = this.#entryOf({ connectionId, queue })?.own
      if (known?.finished === finished && known.oldestSentAt === oldestSentAt) continue
      this.#update({ connectionId, queue }, (entry) => {
        if (finished > (entry.own?.finished ?? Infinity)) entry.watch.noteFinished()
        entry.own = { finished, oldestSentAt, at }
      })
    }
    if (!this.#closed) this.#stopTimer = this.#after(ownWorkMs, () => void this.#readOwnWork())
  }

  #update(queue: QueueRef, change: (entry: Entry) => void): void {
    const entry = this.#entryOf(queue)
    if (entry === undefined) return
    change(entry)
    this.#test(entry)
    this.#touch(queueKey(queue))
  }

  #test(entry: Entry): void {
    const figures = this.#derive(entry)
    const now = this.#now()
    this.#alarms.test(entry.ref, ({ condition }) => entry.watch.valueOf(condition, figures, now))
  }

  #waitingLimits(): Set<number> {
    const conditions = this.#alarms.rules.map(({ condition }) => condition)
    return new Set(conditions.flatMap((condition) => (condition.kind === 'waiting' ? condition.over : [])))
  }

  #derive({ samples, exact, delayed, dead, own, cloudWatch }: Entry): DerivedFigures {
    return deriveFigures({ samples: samples.all, exact, delayed, dead, own, cloudWatch })
  }

  #figuresOf(entry: Entry): QueueFigures {
    const alarms = this.#alarms.raised.filter(
      ({ connectionId, queue }) => connectionId === entry.ref.connectionId && queue === entry.ref.queue,
    )
    return { ...entry.ref, ...this.#derive(entry), alarms: alarms.map(({ ruleId }) => ruleId) }
  }

  #entryOf(queue: QueueRef): Entry | undefined {
    return this.#entries.get(queueKey(queue))
  }

  #touch(key: string): void {
    this.#dirty.add(key)
    this.#changed.emit()
  }
}
