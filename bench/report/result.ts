import type { Sample } from '../runner/contender.ts'
import type { MachineLoad } from '../runner/machine-load.ts'

/** The bound that a result must meet. */
export interface Target {
  readonly sign: '≥' | '≤'
  readonly value: number
  /** The bound applies to the ratio, or to `ours` in its unit. */
  readonly of: 'ratio' | 'ours'
}

/** The cost of a contender's runs: all run times, and the medians of everything else. `null` means not measured. */
export interface Figures {
  readonly seconds: readonly number[]
  readonly cpuSeconds: number | null
  readonly peakMib: number | null
  readonly delayMs: number | null
  /** How busy the machine was during the runs, including the server and the disks. */
  readonly load: MachineLoad
}

/**
 * One row of the table and one entry of results.json. `ratio` is ours ÷ theirs, or `null` if it does not
 * apply.
 */
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

/** Returns the median: for an even number of values, the mean of the middle two. */
export function median(values: readonly number[]): number {
  const sorted = values.toSorted((a, b) => a - b)
  const half = sorted.length / 2
  const [low, high] = [sorted[Math.ceil(half) - 1], sorted[Math.floor(half)]]
  if (low === undefined || high === undefined) throw new Error('An empty list has no median.')
  return (low + high) / 2
}

/**
 * Compares a result with its target. Without a target, the row is for information only. The note of a missed
 * target says how busy the machine was: `load`, by default during our runs.
 */
export function evaluate(
  row: Pick<Result, 'workload' | 'against' | 'ours' | 'theirs' | 'unit' | 'note' | 'figures'> & {
    readonly load?: MachineLoad
  },
  target: Target | null,
): Result {
  const ratio = row.theirs === null || target?.of === 'ours' ? null : row.ours / row.theirs
  const measured = target?.of === 'ours' ? row.ours : ratio
  const { figures, note, load = figures?.ours.load, ...rest } = row
  const met = target === null || measured === null ? null : isMet(measured, target)
  return {
    ...rest,
    ratio,
    target:
      target === null ? null : `${target.sign} ${target.value} ${target.of === 'ratio' ? '×' : row.unit}`,
    met,
    note: [note, ...(met === false && load !== undefined ? [loadNote(load)] : [])].filter(Boolean).join(' '),
    ...(figures && { figures }),
  }
}

/** Summarizes the samples of a contender that runs in Node. */
export function figuresOf(samples: readonly Sample[]): Figures {
  return {
    seconds: samples.map(({ seconds }) => seconds),
    cpuSeconds: median(samples.map(({ cpuSeconds }) => cpuSeconds)),
    peakMib: median(samples.map(({ peakMib }) => peakMib)),
    delayMs: median(samples.map(({ delayMs }) => delayMs)),
    load: medianLoad(samples.map(({ load }) => load)),
  }
}

/** Summarizes the samples of a contender that runs a separate program. Only Linux reports its CPU time. */
export function programFiguresOf(samples: readonly Sample[]): Figures {
  const times = samples.flatMap(({ programCpuSeconds }) => programCpuSeconds ?? [])
  return {
    seconds: samples.map(({ seconds }) => seconds),
    cpuSeconds: times.length < samples.length ? null : median(times),
    peakMib: null,
    delayMs: null,
    load: medianLoad(samples.map(({ load }) => load)),
  }
}

/** Returns the median load of the machine during some runs. */
export function medianLoad(loads: readonly MachineLoad[]): MachineLoad {
  const disks = loads.flatMap(({ disk }) => disk ?? [])
  return {
    cores: median(loads.map(({ cores }) => cores)),
    disk: disks.length < loads.length ? null : median(disks),
  }
}

function loadNote({ cores, disk }: MachineLoad): string {
  return `Meanwhile the cores were ${percent(cores)} busy${disk === null ? '' : ` and the disk ${percent(disk)}`}.`
}

function percent(share: number): string {
  return `${Math.round(share * 100)} %`
}

function isMet(value: number, { sign, value: bound }: Target): boolean {
  return sign === '≥' ? value >= bound : value <= bound
}
