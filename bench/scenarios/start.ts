import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeHome } from '../../e2e/app.ts'
import { StartedApp } from '../app/started-app.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { evaluate, median, medianLoad } from '../report/result.ts'
import { type MachineLoad, watchMachine } from '../runner/machine-load.ts'

const name = 'start'
/** The built app. */
export const appFolder = join(import.meta.dirname, '../..')
/** An app with only an empty window. */
export const bareFolder = join(import.meta.dirname, '../app/bare-window')

/**
 * Measures the time from the command to the window, compared with an Electron app that has only an empty
 * window.
 */
export const start: Scenario = {
  name,
  async run(context) {
    if (!isSelected(context, name)) return []
    context.log(`${name} …`)
    const { ours, theirs, local, loads } = await measureStarts(context)
    const row = {
      unit: 'ms',
      theirs: median(theirs),
      load: medianLoad(loads),
      note: 'From the command until the window shows, with existing data.',
    }
    const workload = 'start, window shown'
    const against = 'a bare Electron window'
    return [
      evaluate({ ...row, workload, against, ours: median(ours) }, { sign: '≤', value: 1.15, of: 'ratio' }),
      evaluate(
        { ...row, workload: 'start, Local ready', against, ours: median(local), note: '' },
        { sign: '≤', value: 1.6, of: 'ratio' },
      ),
    ]
  },
}

interface Starts {
  readonly ours: number[]
  readonly theirs: number[]
  readonly local: number[]
  /** The machine's load while our app started. */
  readonly loads: MachineLoad[]
}

async function measureStarts(context: Context): Promise<Starts> {
  const { userData } = await makeHome(join(context.diskFolder, 'start'))
  const bareData = join(context.diskFolder, 'bare-window')
  const { ours, theirs, local, loads }: Starts = { ours: [], theirs: [], local: [], loads: [] }
  for (let round = -1; round < context.samples; round += 1) {
    const bare = StartedApp.start(bareFolder, bareData)
    const bareMs = await bare.windowShown()
    await bare.quit()
    const loadSince = await watchMachine()
    const app = StartedApp.start(appFolder, userData)
    // Either may come first.
    const [appMs, localMs] = await Promise.all([
      app.windowShown(),
      localPort(userData).then((port) => app.portOpen(port)),
    ])
    const load = await loadSince()
    await app.quit()
    // The first round creates the data for a warm start.
    if (round < 0) continue
    theirs.push(bareMs)
    ours.push(appMs)
    local.push(localMs)
    loads.push(load)
  }
  return { ours, theirs, local, loads }
}

/** Returns the port that Local chose at its first launch and reuses. */
export async function localPort(userData: string): Promise<number> {
  for (;;) {
    const text = await readFile(join(userData, 'settings.json'), 'utf8').catch(() => '{}')
    const { localPort } = JSON.parse(text) as { readonly localPort?: number | null }
    if (typeof localPort === 'number') return localPort
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
