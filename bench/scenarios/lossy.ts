import { LossyNetworkProcess } from '../lossy-network/lossy-network-process.ts'
import { evaluate, figuresOf, median, programFiguresOf, type Result } from '../report/result.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { runInNewProcesses } from '../runner/turns.ts'
import { versionOf } from '../clients/command.ts'
import { makeLargeFile } from './sample-files.ts'
import { withMockServer, type ServerInput } from './with-mock-server.ts'

const network = { roundTripMs: 100, loss: 0.01 }
const mib = 24
const samples = 1
const note =
  'Each connection has the window of TCP Reno: a lost segment halves it and delays what is behind it by one round trip.'

/** A large file over a slow network that loses packets, where the number of connections determines the speed. */
export const lossyTransfers: Scenario = {
  name: 'lossy network',
  async run(context) {
    const version = context.quick ? null : await versionOf('s5cmd')
    if (version === null) return []
    const results: Result[] = []
    for (const direction of ['upload', 'download'] as const) {
      const workload = `${direction} ${mib} MiB, 100 ms and 1 % loss`
      if (!isSelected(context, workload)) continue
      context.log(`${workload} …`)
      results.push(await compareWithS5cmd(context, workload, direction, version))
    }
    return results
  },
}

async function compareWithS5cmd(
  context: Context,
  workload: string,
  direction: 'upload' | 'download',
  version: string,
): Promise<Result> {
  const folder = `${context.folder}/lossy`
  const size = mib * 1_048_576
  await makeLargeFile(folder, size)
  return withMockServer({ ...context, folder }, 0, async (mock, server) => {
    await mock.seed('/remotejobs-in-bench/seeded', size)
    const proxy = await LossyNetworkProcess.start(mock.endpoint, network)
    try {
      const slow: ServerInput = { ...server, s3Endpoint: proxy.endpoint }
      const input = { ...slow, size, parallel: 1 }
      const few = { ...context, samples }
      const ours = await runInNewProcesses(few, { module: `${direction}-engine`, input })
      const theirs = await runInNewProcesses(few, { module: `tools/${direction}-s5cmd`, input })
      const speed = (of: typeof ours): number => mib / median(of.map(({ seconds }) => seconds))
      const row = {
        workload,
        against: `s5cmd ${version}, including startup`,
        ours: speed(ours),
        theirs: speed(theirs),
        unit: 'MiB/s',
        note: direction === 'upload' ? note : '',
        figures: { ours: figuresOf(ours), theirs: programFiguresOf(theirs) },
      }
      return evaluate(row, { sign: '≥', value: 1, of: 'ratio' })
    } finally {
      await proxy.stop()
    }
  })
}
