import { alarmText } from '../../../shared/metrics/alarm-text.ts'
import type { RaisedAlarm } from '../../../shared/metrics/alarms.ts'
import type { MissedNotice } from '../../../shared/notice-target.ts'
import { countText } from '../../../shared/texts/intl.ts'

/** One cause, such as a stopped worker, often raises several alarms. */
const gatherMs = 2_000
/** Notifications have little space. */
const mostNames = 3

/** Options of {@link AlarmNotices}. */
export interface AlarmNoticesOptions {
  readonly show: (notice: MissedNotice) => void
  /** Calls `run` after `delayMs`. */
  readonly after?: (delayMs: number, run: () => void) => void
}

interface Raised {
  readonly alarm: RaisedAlarm
  /** The name of its connection. */
  readonly label: string
}

/**
 * Tells the user about alarms: one notice for all that are raised within two seconds. A click opens the queue,
 * if there is only one.
 */
export class AlarmNotices {
  readonly #show: (notice: MissedNotice) => void
  readonly #after: (delayMs: number, run: () => void) => void
  #waiting: Raised[] = []

  constructor({ show, after }: AlarmNoticesOptions) {
    this.#show = show
    this.#after = after ?? ((delayMs, run) => void setTimeout(run, delayMs).unref())
  }

  add(alarm: RaisedAlarm, label: string): void {
    this.#waiting.push({ alarm, label })
    if (this.#waiting.length > 1) return
    this.#after(gatherMs, () => {
      const raised = this.#waiting
      this.#waiting = []
      this.#show(noticeOf(raised))
    })
  }
}

function noticeOf(raised: readonly Raised[]): MissedNotice {
  const places = new Map(
    raised.map(({ alarm: { connectionId, queue }, label }) => [
      `${connectionId} ${queue}`,
      { connectionId, queue, label },
    ]),
  )
  const [first, ...others] = places.values()
  if (first !== undefined && others.length === 0) {
    const { connectionId, queue, label } = first
    const texts = raised.map(({ alarm: { condition, value } }) => alarmText(condition, value))
    const target = { jobQueue: { connectionId, queue }, job: null, isOnResults: false }
    return { title: `${queue} · ${label}`, body: texts.join(', '), target }
  }
  const names = [...places.values()].slice(0, mostNames).map(({ queue, label }) => `${queue} · ${label}`)
  const more = places.size - names.length
  return {
    title: `${countText(places.size)} queues have alarms`,
    body: [...names, ...(more > 0 ? [`and ${countText(more)} more`] : [])].join(', '),
    target: { jobQueue: null, job: null, isOnResults: false },
  }
}
