import type { AlarmRule, AlarmsSnapshot, RaisedAlarm } from '../../../shared/metrics/alarms.ts'
import type { QueueRef } from '../../../shared/metrics/metrics.ts'
import { Emitter } from '../async/emitter.ts'
import { queueKey } from '../../../shared/queues/queue-key.ts'

/** A recurring alarm is announced at most this often. */
const quietMs = 10 * 60_000

/** Returns the number that raises a rule's alarm for a queue, or `null` if its condition is not met. */
export type AlarmTest = (rule: AlarmRule) => number | null

/** Options of an {@link AlarmBoard}. */
export interface AlarmBoardOptions {
  readonly rules: readonly AlarmRule[]
  /** The previous session's alarms, which are not announced again. */
  readonly raised?: readonly RaisedAlarm[]
  readonly now?: () => number
}

/** The alarm rules and the active alarms. An alarm is announced once, and clears when its condition ends. */
export class AlarmBoard {
  readonly #now: () => number
  readonly #raised = new Map<string, RaisedAlarm>()
  readonly #announcedAt = new Map<string, number>()
  readonly #changed = new Emitter()
  readonly #announced = new Emitter<RaisedAlarm>()
  #rules: readonly AlarmRule[]
  #revision = 0

  constructor({ rules, raised = [], now = Date.now }: AlarmBoardOptions) {
    this.#rules = rules
    this.#now = now
    for (const alarm of raised) this.#raised.set(keyOf(alarm.ruleId, alarm), alarm)
  }

  get rules(): readonly AlarmRule[] {
    return this.#rules
  }

  get raised(): readonly RaisedAlarm[] {
    return [...this.#raised.values()].toSorted((left, right) => left.since - right.since)
  }

  /** Calls the listener when an alarm is raised or cleared, and when the rules change. */
  onChange(listener: () => void): () => void {
    return this.#changed.on(listener)
  }

  /** Calls the listener once for each alarm. */
  onRaised(listener: (alarm: RaisedAlarm) => void): () => void {
    return this.#announced.on(listener)
  }

  /** Replaces the rules. Clears alarms of rules that were removed or changed. */
  setRules(rules: readonly AlarmRule[]): void {
    const same = new Set(rules.map((rule) => JSON.stringify(rule)))
    const gone = this.#rules.filter((rule) => !same.has(JSON.stringify(rule))).map(({ id }) => id)
    for (const [key, { ruleId }] of this.#raised) if (gone.includes(ruleId)) this.#raised.delete(key)
    this.#rules = rules
    this.#touch()
  }

  /** Tests all rules for a queue. Call this after each reading. */
  test({ connectionId, queue }: QueueRef, test: AlarmTest): void {
    let changed = false
    for (const rule of this.#rules) {
      const ref = { connectionId, queue }
      const key = keyOf(rule.id, ref)
      const applies =
        rule.queue === null || (rule.queue.connectionId === connectionId && rule.queue.queue === queue)
      const value = applies ? test(rule) : null
      const known = this.#raised.get(key)
      if (value === null) changed = this.#raised.delete(key) || changed
      else if (known === undefined) {
        changed = true
        this.#raise(key, {
          ruleId: rule.id,
          ...ref,
          condition: rule.condition,
          value,
          since: this.#now(),
        })
      } else if (known.value !== value) {
        changed = true
        this.#raised.set(key, { ...known, value })
      }
    }
    if (changed) this.#touch()
  }

  /** Clears the alarms of all other queues, because they were removed. */
  keepOnly(isKnown: (queue: QueueRef) => boolean): void {
    const gone = [...this.#raised].filter(([, alarm]) => !isKnown(alarm))
    for (const [key] of gone) this.#raised.delete(key)
    if (gone.length > 0) this.#touch()
  }

  snapshot(): AlarmsSnapshot {
    return { revision: this.#revision, rules: [...this.#rules], raised: [...this.raised] }
  }

  #raise(key: string, alarm: RaisedAlarm): void {
    this.#raised.set(key, alarm)
    const announcedAt = this.#announcedAt.get(key) ?? -Infinity
    if (alarm.since - announcedAt < quietMs) return
    this.#announcedAt.set(key, alarm.since)
    this.#announced.emit(alarm)
  }

  #touch(): void {
    this.#revision += 1
    this.#changed.emit()
  }
}

function keyOf(ruleId: string, ref: QueueRef): string {
  return `${ruleId}
${queueKey(ref)}`
}
