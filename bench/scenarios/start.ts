import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { makeHome } from '../../e2e/app.ts'
import { StartedApp } from '../app/started-app.ts'
import { isWanted, type Context, type Workload } from '../runner/context.ts'
import { judge, median } from '../report/result.ts'

const name = 'start'
const appFolder = join(import.meta.dirname, '../..')
const bareFolder = join(import.meta.dirname, '../app/bare-window')

/** From the command to the window, by turns with an Electron app that has nothing but a window. */
export const start: Workload = {
  name,
  async run(context) {
    if (!isWanted(context, name)) return []
    context.say(`${name} …`)
    const { ours, theirs, local } = await startByTurns(context)
    const row = {
      unit: 'ms',
      theirs: median(theirs),
      note: 'From the command to the window shown, on data of a former run.',
    }
    const workload = 'start, to the window'
    const against = 'a bare Electron window'
    return [
      judge({ ...row, workload, against, ours: median(ours) }, { sign: '≤', value: 1.3, of: 'ratio' }),
      judge(
        {
          ...row,
          workload: 'start, to Local answering',
          against: '–',
          ours: median(local),
          theirs: null,
          note: '',
        },
        null,
      ),
    ]
  },
}

async function startByTurns(
  context: Context,
): Promise<{ readonly ours: number[]; readonly theirs: number[]; readonly local: number[] }> {
  const { userData } = await makeHome(join(context.diskFolder, 'start'))
  const bareData = join(context.diskFolder, 'bare-window')
  const [ours, theirs, local]: [number[], number[], number[]] = [[], [], []]
  for (let round = -1; round < context.samples; round += 1) {
    const bare = StartedApp.start(bareFolder, bareData)
    const bareMs = await bare.windowShown()
    await bare.quit()
    const app = StartedApp.start(appFolder, userData)
    const appMs = await app.windowShown()
    const localMs = await app.portOpen(await localPort(userData))
    await app.quit()
    // The first start makes the data that a warm one finds.
    if (round < 0) continue
    theirs.push(bareMs)
    ours.push(appMs)
    local.push(localMs)
  }
  return { ours, theirs, local }
}

/** The port that Local took at its first start and takes again. */
async function localPort(userData: string): Promise<number> {
  for (;;) {
    const text = await readFile(join(userData, 'settings.json'), 'utf8').catch(() => '{}')
    const { localPort } = JSON.parse(text) as { readonly localPort?: number | null }
    if (typeof localPort === 'number') return localPort
    await new Promise((resolve) => setTimeout(resolve, 20))
  }
}
