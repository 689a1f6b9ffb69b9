import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { makeSmallFiles } from './sample-files.ts'
import { figuresOf, evaluate, median, type Result } from '../report/result.ts'
import { filesPerRun } from '../contenders/submit-repeatedly.ts'
import { runInTurns } from '../runner/turns.ts'
import { withMockServer, type ServerInput } from './with-mock-server.ts'

const name = 'growth'

/** Measures if the time per file grows with the number of files. */
export const growth: Scenario = {
  name,
  async run(context) {
    if (!isSelected(context, name)) return []
    const drops = context.quick ? [50, 200, 1_000] : [100, 1_000, 10_000]
    context.log(`${name}, ${drops.join(' → ')} files …`)
    await makeSmallFiles(context.folder, Math.max(...drops))
    return withMockServer(context, 0, (_mock, server) => measureGrowth(context, drops, server))
  },
}

async function measureGrowth(
  context: Context,
  drops: readonly number[],
  server: ServerInput,
): Promise<readonly Result[]> {
  const turns = drops.map((size) => ({
    module: 'submit-repeatedly',
    input: { ...server, size, parallel: 1 },
  }))
  const samples = await runInTurns(context, turns)
  const milliseconds = samples.map(
    (of, index) => (median(of.map(({ seconds }) => seconds)) * 1_000) / filesPerRun(drops[index] ?? 1),
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
      unit: 'ms/file',
      note: '',
      figures: { ours: figuresOf(samples[index] ?? []), theirs: figuresOf(samples[base] ?? []) },
    }
    return [evaluate(row, { sign: '±', value: 0.15, of: 'ratio' })]
  })
}
