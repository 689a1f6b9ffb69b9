import type { Sample } from '../runner/contender.ts'

/** What a ratio must reach: at least or at most so much. */
export interface Target {
  /** `±`: off 1 by at most so much. */
  readonly sign: '≥' | '≤' | '±'
  readonly value: number
  /** `×`: of the ratio; else of `ours` in the row's unit. */
  readonly of: 'ratio' | 'ours'
}

/** What one side cost, in the middle of its runs. */
export interface Figures {
  readonly seconds: readonly number[]
  readonly cpuSeconds: number
  readonly peakMib: number
  readonly delayMs: number
}

/** One row of the table, and one entry of results.json. `ratio` is ours ÷ theirs, where that is what counts. */
export interface Result {
  readonly workload: string
  readonly against: string
  readonly ours: number
  readonly theirs: number | null
  readonly unit: string
  readonly ratio: number | null
  readonly target: string | null
  readonly met: boolean | null
  readonly note: string
  readonly figures?: { readonly ours: Figures; readonly theirs: Figures | null }
}

/** The one in the middle; the mean of the two in the middle where their number is even. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  if (low === undefined || high === undefined) throw new Error('There is no median of nothing.')
  return (low + high) / 2
}

/** Puts the figures of a row against its target. Without one it is there for information. */
export function judge(
  row: Pick<Result, 'workload' | 'against' | 'ours' | 'theirs' | 'unit' | 'note' | 'figures'>,
  target: Target | null,
): Result {
  const ratio = row.theirs === null || target?.of === 'ours' ? null : row.ours / row.theirs
  const judged = target?.of === 'ours' ? row.ours : ratio
  const { figures, note, ...facts } = row
  return {
    ...facts,
    ratio,
    target:
      target === null ? null : `${target.sign} ${target.value} ${target.of === 'ratio' ? '×' : row.unit}`,
    met: target === null || judged === null ? null : isMet(judged, target),
    note,
    ...(figures && { figures }),
  }
}

/** What a side's samples come to. */
export function figuresOf(samples: readonly Sample[]): Figures {
  return {
    seconds: samples.map(({ seconds }) => seconds),
    cpuSeconds: median(samples.map(({ cpuSeconds }) => cpuSeconds)),
    peakMib: median(samples.map(({ peakMib }) => peakMib)),
    delayMs: median(samples.map(({ delayMs }) => delayMs)),
  }
}

function isMet(value: number, { sign, value: wanted }: Target): boolean {
  if (sign === '±') return Math.abs(value - 1) <= wanted
  return sign === '≥' ? value >= wanted : value <= wanted
}
