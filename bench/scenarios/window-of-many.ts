import { join } from 'node:path'
import { type App, launchApp, makeHome } from '../../e2e/app.ts'
import { QueuePage } from '../../e2e/pages/queue-page.ts'
import { heapsAfterCollection } from '../app/heap-after-collection.ts'
import { atPercentile, measureInPage, scrollThrough } from '../app/list-times.ts'
import { evaluate, type Result } from '../report/result.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { buildLedger, stepMs } from './ledger-times.ts'

const texts = ['invoice 1234', 'cat budget', 'holiday.jpg']

/**
 * Measures the list of all jobs in the window with a million jobs, from a click or a keystroke to the frame
 * that shows its result.
 */
export const windowOfMany: Scenario = {
  name: 'window of many',
  async run(context) {
    const jobs = context.quick ? 100_000 : 1_000_000
    const workload = `window with ${jobs.toLocaleString('en')} jobs`
    if (!isSelected(context, workload)) return []
    context.log(`${workload} …`)
    const home = await makeHome(join(context.diskFolder, 'window-of-many'))
    // Within the year for which the app keeps jobs.
    buildLedger(join(home.userData, 'ledger.sqlite'), jobs, Date.now() - (jobs + 1) * stepMs)
    const app = await launchApp({ home })
    try {
      await new QueuePage(app.page).expectReady()
      return await measure(context, app, workload)
    } finally {
      await app.close()
    }
  },
}

async function measure(context: Context, app: App, workload: string): Promise<readonly Result[]> {
  const { page } = app
  const overview = page.getByRole('navigation', { name: 'Overview' })
  await overview.getByRole('button', { name: 'All jobs' }).click()
  await page.getByRole('grid', { name: 'All jobs' }).getByRole('row').nth(20).waitFor()
  // By then, the first list has been searched to its end, and the views that are off screen have loaded.
  await page.waitForTimeout(5_000)
  const { first, typing } = await measureInPage(app, { rounds: context.quick ? 5 : 20, texts })
  const before = await heapsAfterCollection(app)
  const frames = await scrollThrough(app, context.quick ? 3_000 : 15_000)
  const after = await heapsAfterCollection(app)
  const row = { workload, theirs: null, unit: 'ms' }
  const grown = ((after.page - before.page) / before.page) * 100
  const note = `The heap of ${(before.page / 1_048_576).toFixed(1)} MiB after a garbage collection changed by ${((after.page - before.page) / 1_024).toFixed(0)} KiB.`
  const frameNote = `${frames.length.toLocaleString('en')} frames, each 10 rows further, with a jump to another place every 60 frames. A frame without work takes 16.7 ms.`
  return [
    evaluate(
      {
        ...row,
        against: 'click to first page, p95',
        ours: atPercentile(first, 0.95),
        note: `${first.length} clicks.`,
      },
      { sign: '≤', value: 50, of: 'ours' },
    ),
    evaluate(
      {
        ...row,
        against: 'keystroke to its matches, p95',
        ours: atPercentile(typing, 0.95),
        note: `${typing.length} keys.`,
      },
      { sign: '≤', value: 100, of: 'ours' },
    ),
    evaluate(
      { ...row, against: 'a frame of scrolling, p95', ours: atPercentile(frames, 0.95), note: frameNote },
      { sign: '≤', value: 20, of: 'ours' },
    ),
    evaluate(
      { ...row, unit: '%', against: 'growth of the page by scrolling', ours: grown, note },
      { sign: '≤', value: 5, of: 'ours' },
    ),
  ]
}
