import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { dropAndWait, mainDelay, openConnectedApp } from '../app/connected-app.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { makeLargeFile } from './sample-files.ts'
import { evaluate, median, medianLoad, type Result } from '../report/result.ts'
import { type MachineLoad, watchMachine } from '../runner/machine-load.ts'
import { withMockServer, type ServerInput } from './with-mock-server.ts'
import { transferSizes } from './transfer-sizes.ts'

/** Measures the event-loop delay of the main process while it uploads a large file with its window open. */
export const mainProcessDelay: Scenario = {
  name: 'main-process delay',
  async run(context) {
    const { largeBytes, largeName } = transferSizes(context)
    const workload = `main-process delay, ${largeName} up`
    if (!isSelected(context, workload)) return []
    context.log(`${workload} …`)
    await makeLargeFile(context.folder, largeBytes)
    return withMockServer(context, 0, async (_mock, server) => [
      await measureDelay(context, workload, server),
    ])
  },
}

async function measureDelay(context: Context, workload: string, server: ServerInput): Promise<Result> {
  const app = await openConnectedApp(join(context.diskFolder, 'delay'), server)
  const file = join(context.folder, 'large')
  const [busy, idle, seconds]: [number[], number[], number[]] = [[], [], []]
  const loads: MachineLoad[] = []
  try {
    for (let round = -1; round < context.samples; round += 1) {
      const loadSince = await watchMachine()
      const start = performance.now()
      const busyMs = await mainDelay(app, () => dropAndWait(app, file))
      const tookMs = performance.now() - start
      const load = await loadSince()
      const idleMs = await mainDelay(app, () => pause(tookMs))
      if (round < 0) continue
      busy.push(busyMs)
      idle.push(idleMs)
      seconds.push(tookMs / 1_000)
      loads.push(load)
    }
  } finally {
    await app.close()
  }
  const note = `Event-loop delay of the app's main process, p99 without the timer's own 10 ms, during the ${median(seconds).toFixed(1)} s from the drop to the message.`
  const row = {
    workload,
    against: 'the idle app',
    ours: median(busy),
    theirs: median(idle),
    unit: 'ms',
    note,
    load: medianLoad(loads),
  }
  return evaluate(row, { sign: '≤', value: 5, of: 'ours' })
}
