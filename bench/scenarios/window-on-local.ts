import { randomUUID } from 'node:crypto'
import { mkdir, readdir, rm } from 'node:fs/promises'
import { join } from 'node:path'
import { type App, launchApp, makeHome } from '../../e2e/app.ts'
import { call } from '../../e2e/call.ts'
import { QueuePage } from '../../e2e/pages/queue-page.ts'
import { dropAndWait, whenDone } from '../app/connected-app.ts'
import { evaluate, median, medianLoad, type Result } from '../report/result.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { type MachineLoad, watchMachine } from '../runner/machine-load.ts'
import { makeLargeFile, makeSmallFiles } from './sample-files.ts'

const manyFiles = '10,000 files dropped on the window, Local'
const largeFile = '2 GiB through the window, Local'
const fileCount = 10_000
const largeMib = 2_048

/**
 * Measures what a user of the window on Local waits for: from a drop until the last message is sent, and from a click
 * on Save until the file is verified and on the disk.
 */
export const windowOnLocal: Scenario = {
  name: 'window on Local',
  async run(context) {
    const results: Result[] = []
    if (context.quick) return results
    if (isSelected(context, manyFiles)) results.push(await dropMany(context))
    if (isSelected(context, largeFile)) results.push(...(await moveLarge(context)))
    return results
  },
}

async function dropMany(context: Context): Promise<Result> {
  context.log(`${manyFiles} …`)
  await makeSmallFiles(context.folder, fileCount)
  const folder = join(context.folder, 'files')
  const paths = (await readdir(folder)).toSorted().map((name) => join(folder, name))
  const speeds: number[] = []
  const loads: MachineLoad[] = []
  for (let round = 0; round < Math.min(3, context.samples); round += 1) {
    await withWindow(context, async (app) => {
      const loadSince = await watchMachine()
      const done = whenDone(app, fileCount)
      await app.drop(paths)
      speeds.push((fileCount * 1_000) / (await done))
      loads.push(await loadSince())
    })
  }
  return evaluate(
    {
      workload: manyFiles,
      against: '–',
      ours: median(speeds),
      theirs: null,
      unit: 'jobs/s',
      note: 'From the drop event in the page until the page is told that the last message is sent. Messages wait at least 3 s, so that the drop can be undone.',
      load: medianLoad(loads),
    },
    { sign: '≥', value: 1_000, of: 'ours' },
  )
}

async function moveLarge(context: Context): Promise<Result[]> {
  context.log(`${largeFile} …`)
  const folder = join(context.folder, 'window')
  await makeLargeFile(folder, largeMib * 1_048_576)
  const [up, down]: [number[], number[]] = [[], []]
  const [loadsUp, loadsDown]: [MachineLoad[], MachineLoad[]] = [[], []]
  for (let round = 0; round < Math.min(3, context.samples); round += 1) {
    await withWindow(context, async (app) => {
      await call(app.page, 'settings:set-work', { sendDelaySeconds: 0 })
      const loadUp = await watchMachine()
      up.push((largeMib * 1_000) / (await dropAndWait(app, join(folder, 'large'))))
      loadsUp.push(await loadUp())
      const { claimIds } = await call(app.page, 'claims:next', {
        queue: 'demo',
        status: 'pending',
        max: 1,
        requestId: randomUUID(),
      })
      const [claimId = ''] = claimIds
      const loadDown = await watchMachine()
      const saved = whenDone(app, 1)
      await call(app.page, 'claims:save', { claimId, where: 'folder' })
      down.push((largeMib * 1_000) / (await saved))
      loadsDown.push(await loadDown())
    })
  }
  const row = { theirs: null, unit: 'MiB/s', workload: largeFile }
  return [
    evaluate(
      {
        ...row,
        against: 'up',
        ours: median(up),
        note: 'From the drop event in the page until the message is sent.',
        load: medianLoad(loadsUp),
      },
      { sign: '≥', value: 674, of: 'ours' },
    ),
    evaluate(
      {
        ...row,
        against: 'down',
        ours: median(down),
        note: 'From the call to save until the file is verified, flushed and renamed.',
        load: medianLoad(loadsDown),
      },
      { sign: '≥', value: 1_512, of: 'ours' },
    ),
  ]
}

/** Runs `work` with a new app on its own Local server, and removes its data afterwards. */
async function withWindow(context: Context, work: (app: App) => Promise<void>): Promise<void> {
  const folder = join(context.diskFolder, 'window-on-local')
  await mkdir(folder, { recursive: true })
  const app = await launchApp({ home: await makeHome(folder) })
  try {
    await new QueuePage(app.page).expectReady()
    await work(app)
  } finally {
    await app.close()
    await rm(folder, { recursive: true, force: true })
  }
}
