import type { Connection } from '../../../../shared/connections/connections.ts'
import type { RaisedAlarm } from '../../../../shared/metrics/alarms.ts'
import type { Figure, QueueFigures, Sparklines } from '../../../../shared/metrics/metrics.ts'
import { queueKey } from '../../../../shared/queues/queue-key.ts'
import { comparableText } from '../../../../shared/texts/comparable-text.ts'

/** Sorts numbers in names by value, so that batch-2 comes before batch-10. */
const names = new Intl.Collator('en', { numeric: true, sensitivity: 'base' })

/** A job queue in the list of all queues. */
export interface QueueRow {
  readonly key: string
  readonly figures: QueueFigures
  readonly connection: Connection | undefined
  readonly alarms: readonly RaisedAlarm[]
  /** The last 24 hours. `null` means unknown. */
  readonly values: readonly (number | null)[]
}

export type QueueFilter = 'all' | 'alarm' | 'not-empty'

/** The columns that the list can be sorted by. */
export type QueueSort = 'queue' | 'connection' | 'waiting' | 'working' | 'dead' | 'oldest' | 'empty' | 'age'

export interface Sorting {
  readonly by: QueueSort
  readonly descending: boolean
}

/** Combines the numbers with the connections, the alarms and the charts. */
export function queueRows(
  queues: readonly QueueFigures[],
  connections: readonly Connection[],
  alarms: readonly RaisedAlarm[],
  sparklines: Sparklines | undefined,
): readonly QueueRow[] {
  const byId = new Map(connections.map((connection) => [connection.id, connection]))
  const lines = new Map(sparklines?.series.map((series) => [queueKey(series), series.values]))
  const raised = new Map<string, RaisedAlarm[]>()
  for (const alarm of alarms) raised.set(queueKey(alarm), [...(raised.get(queueKey(alarm)) ?? []), alarm])
  return queues.map((figures) => {
    const key = queueKey(figures)
    return {
      key,
      figures,
      connection: byId.get(figures.connectionId),
      alarms: raised.get(key) ?? [],
      values: lines.get(key) ?? [],
    }
  })
}

export function matchesFilter({ alarms, figures }: QueueRow, filter: QueueFilter): boolean {
  if (filter === 'alarm') return alarms.length > 0
  if (filter === 'not-empty') return (figures.waiting?.value ?? 0) + (figures.working?.value ?? 0) > 0
  return true
}

/** True if the queue's or its connection's name contains every word. */
export function matchesText({ figures, connection }: QueueRow, text: string): boolean {
  const name = comparableText(`${figures.queue} ${connection?.label ?? ''} ${connection?.region ?? ''}`)
  return comparableText(text)
    .split(/\s+/u)
    .every((word) => name.includes(word))
}

/** Sorts rows. Rows with alarms always come first, unknown values last. */
export function sortRows(rows: readonly QueueRow[], { by, descending }: Sorting): readonly QueueRow[] {
  const direction = descending ? -1 : 1
  return rows.toSorted((left, right) => {
    const alarm = Number(right.alarms.length > 0) - Number(left.alarms.length > 0)
    return alarm || compare(valueOf(left, by), valueOf(right, by), direction) || compareNames(left, right)
  })
}

function compare(left: string | number | null, right: string | number | null, direction: number): number {
  if (left === null || right === null) return Number(left === null) - Number(right === null)
  if (typeof left === 'string' || typeof right === 'string')
    return names.compare(String(left), String(right)) * direction
  return (left - right) * direction
}

function compareNames(left: QueueRow, right: QueueRow): number {
  return names.compare(left.figures.queue, right.figures.queue) || names.compare(left.key, right.key)
}

function known(figure: Figure | null): number | null {
  return figure?.value ?? null
}

function valueOf({ figures, connection }: QueueRow, by: QueueSort): string | number | null {
  switch (by) {
    case 'queue':
      return figures.queue
    case 'connection':
      return connection?.label ?? null
    case 'waiting':
      return known(figures.waiting)
    case 'working':
      return known(figures.working)
    case 'dead':
      return known(figures.dead)
    case 'oldest':
      return known(figures.oldestMs)
    case 'empty':
      return known(figures.emptyInMs)
    case 'age':
      return figures.waiting === null ? null : -figures.waiting.at
  }
}
