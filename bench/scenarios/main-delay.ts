import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { dropAndWait, mainDelay, openConnectedApp } from '../app/connected-app.ts'
import { isWanted, type Context, type Workload } from '../runner/context.ts'
import { makeLargeFile } from './sample-files.ts'
import { judge, median, type Result } from '../report/result.ts'
import { onSink, type SinkPlace } from './with-mock-server.ts'
import { sizesOf } from './transfer-sizes.ts'

/** How late the main process is while it uploads a large file with its window open. */
export const mainProcessDelay: Workload = {
  name: 'main-process delay',
  async run(context) {
    const { largeBytes, largeName } = sizesOf(context)
    const workload = `main-process delay, ${largeName} up`
    if (!isWanted(context, workload)) return []
    context.say(`${workload} …`)
    await makeLargeFile(context.folder, largeBytes)
    return onSink(context, 0, async (_sink, place) => [await measureDelay(context, workload, place)])
  },
}

async function measureDelay(context: Context, workload: string, place: SinkPlace): Promise<Result> {
  const app = await openConnectedApp(join(context.diskFolder, 'delay'), place)
  const file = join(context.folder, 'large')
  const [busy, idle, seconds]: [number[], number[], number[]] = [[], [], []]
  try {
    for (let round = -1; round < context.samples; round += 1) {
      const start = performance.now()
      const busyMs = await mainDelay(app, () => dropAndWait(app, file))
      const tookMs = performance.now() - start
      const idleMs = await mainDelay(app, () => pause(tookMs))
      if (round < 0) continue
      busy.push(busyMs)
      idle.push(idleMs)
      seconds.push(tookMs / 1_000)
    }
  } finally {
    await app.close()
  }
  const note = `Event-loop delay of the app's main process, p99 beyond the timer's own 10 ms, in ${median(seconds).toFixed(1)} s from the drop to the message.`
  const row = {
    workload,
    against: 'the idle app',
    ours: median(busy),
    theirs: median(idle),
    unit: 'ms',
    note,
  }
  return judge(row, { sign: '≤', value: 20, of: 'ours' })
}
