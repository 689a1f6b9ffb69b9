import { isSelected, type Scenario } from '../runner/context.ts'
import { makeLargeFile, makeSmallFiles } from './sample-files.ts'
import { figuresOf, evaluate, median } from '../report/result.ts'
import { runInNewProcesses } from '../runner/turns.ts'
import { withMockServer } from './with-mock-server.ts'
import { transferSizes } from './transfer-sizes.ts'

/** Measures the additional memory for a large upload and a large download, compared with an idle engine. */
export const memory: Scenario = {
  name: 'memory',
  async run(context) {
    const { largeBytes, largeName } = transferSizes(context)
    const workload = `memory, ${largeName} up and down`
    if (!isSelected(context, workload)) return []
    context.log(`${workload} …`)
    await makeSmallFiles(context.folder, 1)
    await makeLargeFile(context.folder, largeBytes)
    return withMockServer(context, 0, async (mock, server) => {
      await mock.seed('/remotejobs-in-bench/seeded', largeBytes)
      const input = { ...server, size: largeBytes, parallel: 1 }
      const samples = await runInNewProcesses(context, { module: 'memory-engine', input })
      const idle = median(samples.map(({ idleMib }) => idleMib))
      const over = median(samples.map(({ peakMib, idleMib }) => peakMib - idleMib))
      const note = `Peak resident memory of a new process above its idle ${idle.toFixed(0)} MiB. A small upload beforehand loaded the SDK, the ledger and the threads.`
      const row = { workload, against: 'the idle engine', ours: over, theirs: null, unit: 'MiB', note }
      const figures = { ours: figuresOf(samples), theirs: null }
      return [evaluate({ ...row, figures }, { sign: '≤', value: 96, of: 'ours' })]
    })
  },
}
