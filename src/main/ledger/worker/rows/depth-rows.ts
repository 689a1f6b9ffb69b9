import type { QueueRef } from '../../../../shared/metrics/metrics.ts'
import type { DepthSample, OwnWork, SampleDetail, StoredSample } from '../../../engine/metrics/depth-log.ts'
import type { Connection, SqlValue, Statement } from '../connection.ts'
import { stateNumbers } from '../state-numbers.ts'
import type { QueueRows } from './queue-rows.ts'

const minuteMs = 60_000
const hourMs = 60 * minuteMs

/**
 * The resolutions of samples: the number in the table, the time that one sample covers, and how long to keep
 * it.
 */
const details: Readonly<
  Record<SampleDetail, { readonly id: number; readonly stepMs: number; readonly keptMs: number }>
> = {
  raw: { id: 0, stepMs: 1, keptMs: hourMs },
  minutes: { id: 1, stepMs: minuteMs, keptMs: 24 * hourMs },
  quarters: { id: 2, stepMs: 15 * minuteMs, keptMs: 7 * 24 * hourMs },
}

const values = 'waiting, working, total, completed'

/** Samples of queue depths. */
export class DepthRows {
  readonly #queues: QueueRows
  readonly #add: Statement
  readonly #setLatest: Statement
  readonly #expire: Statement
  readonly #expireAll: Statement
  readonly #history: Statement
  readonly #recent: Statement
  readonly #latest: Statement
  readonly #quarters: Statement
  readonly #finished: Statement
  readonly #expireFinished: Statement
  readonly #oldest: Statement
  #hasExpired = false

  constructor(connection: Connection, queues: QueueRows) {
    this.#queues = queues
    this.#add = connection.prepare(
      `INSERT INTO depth_samples (place_id, detail, at, ${values}, after_gap) VALUES (?, ?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (place_id, detail, at) DO UPDATE SET
         waiting = max(waiting, excluded.waiting), working = max(working, excluded.working),
         total = max(total, excluded.total), completed = coalesce(excluded.completed, completed)`,
    )
    this.#setLatest = connection.prepare(
      `INSERT OR REPLACE INTO depth_latest (place_id, at, ${values}) VALUES (?, ?, ?, ?, ?, ?)`,
    )
    this.#expire = connection.prepare(
      'DELETE FROM depth_samples WHERE place_id = ? AND detail = ? AND at < ?',
    )
    this.#expireAll = connection.prepare('DELETE FROM depth_samples WHERE detail = ? AND at < ?')
    this.#history = connection.prepare(
      `SELECT at, waiting, working, after_gap FROM depth_samples
       WHERE place_id = ? AND detail = ? AND at >= ? ORDER BY at`,
    )
    const named = 'FROM depth_samples JOIN places ON places.id = place_id WHERE detail = ? AND at >= ?'
    this.#recent = connection.prepare(
      `SELECT connection_id, queue, at, ${values}, after_gap ${named} ORDER BY at`,
    )
    this.#latest = connection.prepare(
      `SELECT connection_id, queue, at, ${values}, 0 FROM depth_latest JOIN places ON places.id = place_id`,
    )
    this.#quarters = connection.prepare(
      `SELECT connection_id, queue, at, waiting, working, after_gap ${named} ORDER BY at`,
    )
    this.#finished = connection.prepare(
      'SELECT place_id, count(DISTINCT job_id) FROM finished_jobs WHERE at >= ? GROUP BY place_id',
    )
    this.#expireFinished = connection.prepare('DELETE FROM finished_jobs WHERE at < ?')
    this.#oldest = connection.prepare(
      `SELECT sent_at FROM listed_jobs JOIN jobs USING (id)
       WHERE listed_jobs.place_id = ? AND listed_jobs.state = ${stateNumbers.queued} AND direction = 'in'
       ORDER BY listed_jobs.id LIMIT 1`,
    )
  }

  add(samples: readonly DepthSample[]): void {
    const newest = new Map<number, DepthSample>()
    for (const sample of samples) {
      const queueId = this.#queues.id(sample.connectionId, sample.queue)
      newest.set(queueId, sample)
      const { waiting, working, total, completed, afterGap } = sample
      for (const { id, stepMs } of Object.values(details)) {
        const at = Math.floor(sample.at / stepMs) * stepMs
        this.#add.run(queueId, id, at, waiting, working, total, completed, afterGap ? 1 : 0)
      }
    }
    for (const [queueId, { at, waiting, working, total, completed }] of newest) {
      this.#setLatest.run(queueId, at, waiting, working, total, completed)
      for (const { id, keptMs } of Object.values(details)) this.#expire.run(queueId, id, at - keptMs)
    }
    this.#expireOnce(samples.at(-1)?.at ?? 0)
  }

  history(queue: QueueRef, detail: SampleDetail, since: number): StoredSample[] {
    const queueId = this.#queues.within(queue)[0]
    if (queueId === undefined) return []
    return this.#history.all(queueId, details[detail].id, since).map(readStored)
  }

  recent(since: number): DepthSample[] {
    return this.#recent.all(details.raw.id, since).map(readSample)
  }

  latest(): DepthSample[] {
    return this.#latest.all().map(readSample)
  }

  quarters(since: number): (QueueRef & StoredSample)[] {
    return this.#quarters.all(details.quarters.id, since).map(([connectionId, queue, ...row]) => ({
      connectionId: String(connectionId),
      queue: String(queue),
      ...readStored(row),
    }))
  }

  ownWork(queues: readonly QueueRef[], since: number): OwnWork[] {
    const finished = new Map(this.#finished.all(since).map(([queueId, count]) => [queueId, Number(count)]))
    return queues.map(({ connectionId, queue }) => {
      const queueId = this.#queues.within({ connectionId, queue })[0] ?? null
      const sentAt = queueId === null ? null : (this.#oldest.first(queueId)?.[0] ?? null)
      const oldestSentAt = sentAt === null ? null : Number(sentAt)
      return { connectionId, queue, finished: finished.get(queueId) ?? 0, oldestSentAt }
    })
  }

  /** Also removes samples of job queues that are no longer read. */
  #expireOnce(now: number): void {
    if (this.#hasExpired) return
    this.#hasExpired = true
    for (const { id, keptMs } of Object.values(details)) this.#expireAll.run(id, now - keptMs)
    this.#expireFinished.run(now - details.quarters.keptMs)
  }
}

function readStored([at, waiting, working, afterGap]: readonly SqlValue[]): StoredSample {
  return {
    at: Number(at),
    waiting: Number(waiting),
    working: Number(working),
    afterGap: Number(afterGap) === 1,
  }
}

function readSample(row: readonly SqlValue[]): DepthSample {
  const [connectionId, queue, at, waiting, working, total, completed, afterGap] = row
  return {
    connectionId: String(connectionId),
    queue: String(queue),
    ...readStored([at ?? null, waiting ?? null, working ?? null, afterGap ?? null]),
    total: Number(total),
    completed: completed === null ? null : Number(completed),
  }
}
