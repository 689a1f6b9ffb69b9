import { readdir } from 'node:fs/promises'
import { join } from 'node:path'
import type { App } from '../../e2e/app.ts'
import { openConnectedApp } from '../app/connected-app.ts'
import { longestTasks } from '../app/window-tasks.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { evaluate, median, medianLoad, type Result } from '../report/result.ts'
import { type MachineLoad, watchMachine } from '../runner/machine-load.ts'
import { makeSmallFiles } from './sample-files.ts'
import { withMockServer, type ServerInput } from './with-mock-server.ts'

const name = 'drop to row'
const maxFiles = 10_000

/**
 * Measures the time from a drop on the window until its row is painted, and what blocks the window until
 * then.
 */
export const dropToRow: Scenario = {
  name,
  async run(context) {
    if (!isSelected(context, name)) return []
    context.log(`${name} …`)
    await makeSmallFiles(context.folder, maxFiles)
    const folder = join(context.folder, 'files')
    const names = (await readdir(folder)).toSorted()
    return withMockServer(context, 0, async (_mock, server) => [
      await measureOne(context, server, folder, names),
      ...(await measureMany(
        context,
        server,
        names.map((file) => join(folder, file)),
      )),
    ])
  },
}

async function measureOne(
  context: Context,
  server: ServerInput,
  folder: string,
  names: readonly string[],
): Promise<Result> {
  const app = await openConnectedApp(join(context.diskFolder, 'drop-one'), server)
  const times: number[] = []
  try {
    for (const file of names.slice(0, context.samples * 3 + 1)) {
      times.push(await rowAfterDrop(app, [join(folder, file)], file))
      await allSent(app)
    }
  } finally {
    await app.close()
  }
  const note = 'From the drop event in the page until the frame after the row. Median of several drops.'
  const row = { workload: `${name}, 1 file`, against: '–', theirs: null, unit: 'ms', note }
  return evaluate({ ...row, ours: median(times.slice(1)) }, { sign: '≤', value: 100, of: 'ours' })
}

async function measureMany(
  context: Context,
  server: ServerInput,
  paths: readonly string[],
): Promise<Result[]> {
  const [rows, main, mainAfterDrop, page]: [number[], number[], number[], number[]] = [[], [], [], []]
  const loads: MachineLoad[] = []
  for (let round = 0; round < Math.min(3, context.samples); round += 1) {
    const app = await openConnectedApp(join(context.diskFolder, `drop-many-${round}`), server)
    try {
      const loadSince = await watchMachine()
      const tasks = await longestTasks(app, async () => {
        rows.push(await rowAfterDrop(app, paths, `${maxFiles.toLocaleString('en')} files`))
        await allSent(app)
      })
      loads.push(await loadSince())
      main.push(tasks.mainMs)
      mainAfterDrop.push(tasks.mainAfterDropMs)
      page.push(tasks.pageMs)
    } finally {
      await app.close()
    }
  }
  const workload = `${name}, 10,000 files`
  const row = { workload, theirs: null, unit: 'ms', load: medianLoad(loads) }
  const longest = 'From the drop event in the page until all messages are sent.'
  const beforeDrop = `Before that event, Chromium prepares the files for ${median(main).toFixed(0)} ms.`
  return [
    evaluate({ ...row, against: '–', ours: median(rows), note: '' }, { sign: '≤', value: 1_000, of: 'ours' }),
    evaluate(
      {
        ...row,
        against: 'longest task of main',
        ours: median(mainAfterDrop),
        note: `${longest} ${beforeDrop}`,
      },
      { sign: '≤', value: 100, of: 'ours' },
    ),
    evaluate(
      { ...row, against: 'longest task of the page', ours: median(page), note: longest },
      { sign: '≤', value: 100, of: 'ours' },
    ),
  ]
}

/** Drops files and returns the milliseconds from the drop event to the frame that shows a row with this text. */
export async function rowAfterDrop(app: App, paths: readonly string[], text: string): Promise<number> {
  const shown = app.page.evaluate(async (wanted) => {
    const dropped = new Promise<number>((resolve) => {
      addEventListener('drop', () => resolve(performance.now()), { capture: true, once: true })
    })
    const isShown = (): boolean =>
      [...document.querySelectorAll('[role="row"]')].some((row) => row.textContent.includes(wanted))
    const visible = new Promise<void>((resolve) => {
      const changes = new MutationObserver(() => {
        if (!isShown()) return
        changes.disconnect()
        requestAnimationFrame(() => setTimeout(resolve))
      })
      changes.observe(document.body, { subtree: true, childList: true, characterData: true })
    })
    const at = await dropped
    await visible
    return performance.now() - at
  }, text)
  await app.drop(paths)
  return shown
}

/** Resolves once all transfers are finished. */
export async function allSent(app: App): Promise<void> {
  await app.page.evaluate(async () => {
    type Reply = { readonly value: { readonly counts: Readonly<Record<string, number>> } }
    type Bridge = { invoke(channel: string, input: unknown): Promise<Reply> }
    const { remotejob } = globalThis as unknown as { readonly remotejob: Bridge }
    const moving = ['waiting', 'running', 'queueing', 'reconnecting']
    for (;;) {
      const { counts } = (await remotejob.invoke('transfers:list', null)).value
      if ((counts['done'] ?? 0) > 0 && moving.every((state) => counts[state] === 0)) return
      await new Promise((resolve) => setTimeout(resolve, 500))
    }
  })
}
