import type { Context } from './context.ts'
import { hotSpots } from './profile.ts'
import { figuresOf, evaluate, median, programFiguresOf, type Result, type Target } from '../report/result.ts'
import type { Sample, ContenderInput } from './contender.ts'
import { runInTurns, type ContenderSetup } from './turns.ts'

/** A contender: its module in `contenders/`, and the number of requests it may have in flight. */
export interface ContenderSpec {
  readonly module: string
  readonly parallel?: number
}

/** A contender that the engine is compared with. */
export interface ExternalContender extends ContenderSpec {
  readonly against: string
  readonly target: Target | null
  readonly note?: string
  /** A separate program. Its memory cannot be measured. */
  readonly external?: boolean
}

/** A workload that the engine and its rivals run in turns. */
export interface Comparison {
  readonly workload: string
  readonly unit: string
  /** The number of units that one run processes. The result is in units per second. */
  readonly amount: number
  readonly input: Omit<ContenderInput, 'parallel'>
  readonly ours: ContenderSpec
  readonly rivals: readonly ExternalContender[]
  /** True to add a row that compares our CPU time with the most economical rival's. Default: false. */
  readonly comparesCpu?: boolean
}

/** Runs all contenders in turns. Returns one result per rival. A missed target adds a note with hot spots. */
export async function compare(context: Context, comparison: Comparison): Promise<readonly Result[]> {
  const { workload, unit, amount, input, ours, rivals } = comparison
  context.log(`${workload} …`)
  const setupOf = ({ module, parallel = 1 }: ContenderSpec): ContenderSetup => ({
    module,
    input: { ...input, parallel },
  })
  const [ourSamples = [], ...theirSamples] = await runInTurns(context, [ours, ...rivals].map(setupOf))
  const speed = (of: readonly Sample[]): number => amount / median(of.map(({ seconds }) => seconds))
  const speeds = rivals.map(({ against, target, note = '', external = false }, index) => {
    const theirs = theirSamples[index] ?? []
    const figures = {
      ours: figuresOf(ourSamples),
      theirs: external ? programFiguresOf(theirs) : figuresOf(theirs),
    }
    return evaluate(
      { workload, against, ours: speed(ourSamples), theirs: speed(theirs), unit, note, figures },
      target,
    )
  })
  const results = comparison.comparesCpu === true ? [...speeds, ...lowestCpu(workload, speeds)] : speeds
  if (context.quick || results.every(({ met }) => met !== false)) return results
  const spots = await hotSpots(setupOf(ours), context.diskFolder)
  const first = results.findIndex(({ met }) => met === false)
  return results.map((result, index) =>
    index === first ? { ...result, note: [result.note, spots].filter(Boolean).join(' ') } : result,
  )
}

/** Returns a row that compares our CPU time with the least of the others, or none if it was not measured. */
function lowestCpu(workload: string, speeds: readonly Result[]): readonly Result[] {
  const ours = speeds[0]?.figures?.ours.cpuSeconds ?? null
  const theirs = speeds.flatMap(({ against, figures }) => {
    const seconds = figures?.theirs?.cpuSeconds ?? null
    return seconds === null ? [] : [{ against, seconds }]
  })
  const [least] = theirs.toSorted((one, other) => one.seconds - other.seconds)
  if (ours === null || least === undefined) return []
  const row = {
    workload: `${workload}, CPU time`,
    against: `the least: ${least.against}`,
    ours,
    theirs: least.seconds,
    unit: 's',
    note: '',
  }
  const load = speeds[0]?.figures?.ours.load
  return [evaluate({ ...row, ...(load && { load }) }, { sign: '≤', value: 1, of: 'ratio' })]
}
