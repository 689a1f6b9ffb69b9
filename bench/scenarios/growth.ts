import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { makeSmallFiles } from './sample-files.ts'
import { figuresOf, evaluate, median, type Result, type Target } from '../report/result.ts'
import type { Sample } from '../runner/contender.ts'
import { filesPerRun } from '../contenders/submit-repeatedly.ts'
import { runInTurns } from '../runner/turns.ts'
import { withMockServer, type ServerInput } from './with-mock-server.ts'

const name = 'growth'
const atMost: Target = { sign: '≤', value: 1.15, of: 'ratio' }

/** Measures whether the time per file grows with the number of files, and the memory that a large drop takes. */
export const growth: Scenario = {
  name,
  async run(context) {
    if (!isSelected(context, name)) return []
    const { base, others, huge } = context.quick
      ? { base: 200, others: [50, 1_000], huge: 2_000 }
      : { base: 1_000, others: [100, 10_000], huge: 100_000 }
    context.log(`${name}, ${[base, ...others, huge].join(', ')} files …`)
    await makeSmallFiles(context.folder, huge)
    return withMockServer(context, 0, async (_mock, server) => {
      const [ofBase = [], ...ofOthers] = await measure(context, [base, ...others], server)
      // Once is enough for a run of many seconds.
      const ofHuge = await measure({ ...context, samples: 1 }, [huge], server)
      const samples = [...ofOthers, ...ofHuge]
      return [...others, huge].flatMap((size, index) => {
        const found = samples[index] ?? []
        const row = growthRow({ size, samples: found }, { size: base, samples: ofBase })
        return size === others.at(-1) ? [row, memoryRow(size, found)] : [row]
      })
    })
  },
}

interface Drop {
  readonly size: number
  readonly samples: readonly Sample[]
}

function measure(context: Context, sizes: readonly number[], server: ServerInput) {
  const turns = sizes.map((size) => ({
    module: 'submit-repeatedly',
    input: { ...server, size, parallel: 1 },
  }))
  return runInTurns(context, turns)
}

function growthRow(drop: Drop, base: Drop): Result {
  const row = {
    workload: `${name}, ${drop.size.toLocaleString('en')} files`,
    against: `${base.size.toLocaleString('en')} files`,
    ours: millisecondsPerFile(drop),
    theirs: millisecondsPerFile(base),
    unit: 'ms/file',
    note: '',
    figures: { ours: figuresOf(drop.samples), theirs: figuresOf(base.samples) },
  }
  return evaluate(row, atMost)
}

function memoryRow(size: number, samples: readonly Sample[]): Result {
  const row = {
    workload: `memory, ${size.toLocaleString('en')} files`,
    against: '–',
    ours: median(samples.map(({ peakMib }) => peakMib)),
    theirs: null,
    unit: 'MiB',
    note: 'Peak resident memory of a process that has submitted such drops before.',
  }
  return evaluate(row, { sign: '≤', value: 250, of: 'ours' })
}

function millisecondsPerFile({ size, samples }: Drop): number {
  return (median(samples.map(({ seconds }) => seconds)) * 1_000) / filesPerRun(size)
}
