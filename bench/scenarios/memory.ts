import { isWanted, type Workload } from '../runner/context.ts'
import { makeLargeFile, makeSmallFiles } from './sample-files.ts'
import { figuresOf, judge, median } from '../report/result.ts'
import { takeFresh } from '../runner/turns.ts'
import { onSink } from './with-mock-server.ts'
import { sizesOf } from './transfer-sizes.ts'

/** How much memory a large upload and a large download take beyond an idle engine. */
export const memory: Workload = {
  name: 'memory',
  async run(context) {
    const { largeBytes, largeName } = sizesOf(context)
    const workload = `memory, ${largeName} up and down`
    if (!isWanted(context, workload)) return []
    context.say(`${workload} …`)
    await makeSmallFiles(context.folder, 1)
    await makeLargeFile(context.folder, largeBytes)
    return onSink(context, 0, async (sink, place) => {
      await sink.seed('/remotejobs-in-bench/seeded', largeBytes)
      const input = { ...place, size: largeBytes, parallel: 1 }
      const samples = await takeFresh(context, { module: 'memory-engine', input })
      const idle = median(samples.map(({ idleMib }) => idleMib))
      const over = median(samples.map(({ peakMib, idleMib }) => peakMib - idleMib))
      const note = `Peak resident memory of a fresh process beyond its idle ${idle.toFixed(0)} MiB, with SDK, ledger and threads loaded by one small upload.`
      const row = { workload, against: 'the idle engine', ours: over, theirs: null, unit: 'MiB', note }
      const figures = { ours: figuresOf(samples), theirs: null }
      return [judge({ ...row, figures }, { sign: '≤', value: 96, of: 'ours' })]
    })
  },
}
