import { join } from 'node:path'
import { type App, launchApp, makeHome } from '../../e2e/app.ts'
import { QueuePage } from '../../e2e/pages/queue-page.ts'
import { heapsAfterCollection } from '../app/heap-after-collection.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { evaluate, type Result } from '../report/result.ts'

const workload = 'watching for 8 hours'
/** A focused window reads its queue every two seconds. */
const readingsIn8Hours = 14_400

/**
 * Measures how much the memory grows while the window shows a queue, extrapolated from many readings in a
 * row.
 */
export const watching: Scenario = {
  name: 'watching',
  async run(context) {
    if (!isSelected(context, workload)) return []
    context.log(`${workload} …`)
    const app = await launchApp({ home: await makeHome(join(context.diskFolder, 'watching')) })
    try {
      await new QueuePage(app.page).expectReady()
      return await measure(context, app)
    } finally {
      await app.close()
    }
  },
}

async function measure(context: Context, app: App): Promise<readonly Result[]> {
  const seconds = context.quick ? 10 : 60
  await refreshFor(app, seconds / 4)
  const before = await heapsAfterCollection(app)
  const readings = await refreshFor(app, seconds)
  const after = await heapsAfterCollection(app)
  return (['main', 'page'] as const).map((part) => {
    const grown = ((after[part] - before[part]) * readingsIn8Hours) / readings
    const ours = (grown / before[part]) * 100
    const note = `${readings.toLocaleString('en')} readings of the queues on Local. The heap of ${(before[part] / 1_048_576).toFixed(1)} MiB after a garbage collection changed by ${((after[part] - before[part]) / 1_024).toFixed(0)} KiB.`
    const row = { workload, against: `growth of ${part}`, ours, theirs: null, unit: '%', note }
    return evaluate(row, { sign: '≤', value: 5, of: 'ours' })
  })
}

/** Reads the queues again and again. Returns the number of readings. */
async function refreshFor(app: App, seconds: number): Promise<number> {
  return app.page.evaluate(async (ms) => {
    type Bridge = { invoke(channel: string, input: unknown): Promise<{ readonly ok: boolean }> }
    const { remotejob } = globalThis as unknown as { readonly remotejob: Bridge }
    const end = performance.now() + ms
    let count = 0
    while (performance.now() < end) {
      const { ok } = await remotejob.invoke('queues:refresh', { name: 'demo' })
      if (!ok) throw new Error('The queues could not be read.')
      count += 1
    }
    return count
  }, seconds * 1_000)
}
