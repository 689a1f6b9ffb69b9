import { isWanted, type Context, type Workload } from '../runner/context.ts'
import { makeSmallFiles } from './sample-files.ts'
import { figuresOf, judge, median, type Result } from '../report/result.ts'
import { filesOf } from '../contenders/submit-repeatedly.ts'
import { takeTurns } from '../runner/turns.ts'
import { onSink } from './with-mock-server.ts'

const name = 'growth'

/** Whether a file takes longer where there are more of them. */
export const growth: Workload = {
  name,
  async run(context) {
    if (!isWanted(context, name)) return []
    const drops = context.quick ? [50, 200, 1_000] : [100, 1_000, 10_000]
    context.say(`${name}, ${drops.join(' → ')} files …`)
    await makeSmallFiles(context.folder, Math.max(...drops))
    return onSink(context, 0, (_sink, place) => measureGrowth(context, drops, place))
  },
}

async function measureGrowth(
  context: Context,
  drops: readonly number[],
  place: Parameters<Parameters<typeof onSink>[2]>[1],
): Promise<readonly Result[]> {
  const turns = drops.map((size) => ({
    module: 'submit-repeatedly',
    input: { ...place, size, parallel: 1 },
  }))
  const samples = await takeTurns(context, turns)
  const milliseconds = samples.map(
    (of, index) => (median(of.map(({ seconds }) => seconds)) * 1_000) / filesOf(drops[index] ?? 1),
  )
  const base = 1
  return drops.flatMap((drop, index) => {
    const [ours, theirs] = [milliseconds[index], milliseconds[base]]
    if (index === base || ours === undefined || theirs === undefined) return []
    const row = {
      workload: `${name}, ${drop.toLocaleString('en')} files`,
      against: `${(drops[base] ?? 0).toLocaleString('en')} files`,
      ours,
      theirs,
      unit: 'ms a file',
      note: '',
      figures: { ours: figuresOf(samples[index] ?? []), theirs: figuresOf(samples[base] ?? []) },
    }
    return [judge(row, { sign: '±', value: 0.15, of: 'ratio' })]
  })
}
