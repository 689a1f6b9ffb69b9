import type { Context } from './context.ts'
import { hotSpots } from './profile.ts'
import { figuresOf, judge, median, type Result, type Target } from '../report/result.ts'
import type { Sample, SideInput } from './contender.ts'
import { takeTurns, type Turn } from './turns.ts'

/** One side: a module of `sides/`, and how many requests it may have in flight. */
export interface Contender {
  readonly module: string
  readonly parallel?: number
}

/** What ours is measured against. */
export interface Rival extends Contender {
  readonly against: string
  readonly target: Target | null
  readonly note?: string
  /** It is a program of its own, whose cost cannot be told. */
  readonly external?: boolean
}

/** A workload that ours and its rivals do by turns. */
export interface Comparison {
  readonly workload: string
  readonly unit: string
  /** How many units one run does; the figure is units a second. */
  readonly amount: number
  readonly input: Omit<SideInput, 'parallel'>
  readonly ours: Contender
  readonly rivals: readonly Rival[]
}

/**
 * Runs all sides by turns and makes a row of each rival. Where ours misses a target, the note says where its time goes.
 */
export async function compare(context: Context, comparison: Comparison): Promise<readonly Result[]> {
  const { workload, unit, amount, input, ours, rivals } = comparison
  context.say(`${workload} …`)
  const sideOf = ({ module, parallel = 1 }: Contender): Turn => ({ module, input: { ...input, parallel } })
  const [ourSamples = [], ...theirSamples] = await takeTurns(context, [ours, ...rivals].map(sideOf))
  const speed = (of: readonly Sample[]): number => amount / median(of.map(({ seconds }) => seconds))
  const results = rivals.map(({ against, target, note = '', external = false }, index) => {
    const theirs = theirSamples[index] ?? []
    const figures = { ours: figuresOf(ourSamples), theirs: external ? null : figuresOf(theirs) }
    return judge(
      { workload, against, ours: speed(ourSamples), theirs: speed(theirs), unit, note, figures },
      target,
    )
  })
  if (context.quick || results.every(({ met }) => met !== false)) return results
  const spots = await hotSpots(sideOf(ours), context.diskFolder)
  const first = results.findIndex(({ met }) => met === false)
  return results.map((result, index) =>
    index === first ? { ...result, note: [result.note, spots].filter(Boolean).join(' ') } : result,
  )
}
