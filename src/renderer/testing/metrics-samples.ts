import type { Figure, QueueFigures, QueueHistory } from '../../shared/metrics/metrics.ts'

/** An exact, current count. Takes overrides. */
export function figure(value: number, overrides: Partial<Figure> = {}): Figure {
  return { value, sign: 'exact', source: 'counts', at: Date.now(), ...overrides }
}

/** The numbers for an idle queue on Local, with optional overrides. */
export function queueFigures(queue: string, overrides: Partial<QueueFigures> = {}): QueueFigures {
  return {
    connectionId: 'local',
    queue,
    waiting: figure(42),
    working: figure(3),
    delayed: 0,
    dead: null,
    perMinute: null,
    emptyInMs: null,
    finishedPerHour: null,
    oldestMs: null,
    alarms: [],
    ...overrides,
  }
}

/** A history of the last hour with these counts, evenly spaced. `null` is a gap. */
export function queueHistory(waiting: readonly (number | null)[], now = Date.now()): QueueHistory {
  const spanMs = 3_600_000
  return {
    from: now - spanMs,
    to: now,
    stepMs: 0,
    at: waiting.map((_, index) => now - spanMs + ((index + 1) * spanMs) / waiting.length),
    waiting: [...waiting],
    working: waiting.map((value) => (value === null ? null : 1)),
  }
}
