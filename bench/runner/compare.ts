import type { Context } from './context.ts'
import { hotSpots } from './profile.ts'
import { figuresOf, evaluate, median, type Result, type Target } from '../report/result.ts'
import type { Sample, ContenderInput } from './contender.ts'
import { runInTurns, type ContenderSetup } from './turns.ts'

/** A contender: its module in `contenders/`, and the number of requests it may have in flight. */
export interface ContenderSpec {
  readonly module: string
  readonly parallel?: number
}

/** A contender that the engine is compared with. */
export interface Rival extends ContenderSpec {
  readonly against: string
  readonly target: Target | null
  readonly note?: string
  /** A separate program. Its CPU time and memory cannot be measured. */
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
  readonly rivals: readonly Rival[]
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
  const results = rivals.map(({ against, target, note = '', external = false }, index) => {
    const theirs = theirSamples[index] ?? []
    const figures = { ours: figuresOf(ourSamples), theirs: external ? null : figuresOf(theirs) }
    return evaluate(
      { workload, against, ours: speed(ourSamples), theirs: speed(theirs), unit, note, figures },
      target,
    )
  })
  if (context.quick || results.every(({ met }) => met !== false)) return results
  const spots = await hotSpots(setupOf(ours), context.diskFolder)
  const first = results.findIndex(({ met }) => met === false)
  return results.map((result, index) =>
    index === first ? { ...result, note: [result.note, spots].filter(Boolean).join(' ') } : result,
  )
}
