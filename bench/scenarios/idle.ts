import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeHome } from '../../e2e/app.ts'
import { type IdleFigures, idleFigures } from '../app/idle-figures.ts'
import { StartedApp } from '../app/started-app.ts'
import { evaluate, median } from '../report/result.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { appFolder, bareFolder, localPort } from './start.ts'

const name = 'idle'
/** By then, V8 has collected the garbage of the start. */
const settlesMs = 60_000
const measuresSeconds = 60

/** Measures the CPU time and the memory of the open window on Local, compared with a bare window. */
export const idle: Scenario = {
  name,
  async run(context) {
    if (!isSelected(context, name) || process.platform !== 'linux') return []
    context.log(`${name} …`)
    const { userData } = await makeHome(join(context.diskFolder, name))
    const [ours, theirs]: [IdleFigures[], IdleFigures[]] = [[], []]
    const rounds = Math.min(3, context.samples)
    for (let round = 0; round < rounds; round += 1) {
      theirs.push(await measure(context, bareFolder, join(context.diskFolder, 'idle-bare')))
      ours.push(await measure(context, appFolder, userData))
    }
    const against = 'a bare Electron window'
    return [
      evaluate(
        {
          workload: 'idle, CPU',
          against,
          ours: cpu(ours),
          theirs: cpu(theirs),
          unit: '%',
          note: 'Share of a core of all processes, including Local. The window shows a queue.',
        },
        { sign: '≤', value: 0.3, of: 'ours' },
      ),
      evaluate(
        {
          workload: 'idle, memory',
          against,
          ours: memory(ours),
          theirs: memory(theirs),
          unit: 'MiB',
          note: 'Of all processes, including Local. Shared memory counts once (PSS).',
        },
        { sign: '≤', value: Math.round(memory(theirs) + 90), of: 'ours' },
      ),
    ]
  },
}

function cpu(figures: readonly IdleFigures[]): number {
  return median(figures.map(({ cpuPercent }) => cpuPercent))
}

function memory(figures: readonly IdleFigures[]): number {
  return median(figures.map(({ mib }) => mib))
}

async function measure(context: Context, folder: string, userData: string): Promise<IdleFigures> {
  const app = StartedApp.start(folder, userData)
  try {
    await app.windowShown()
    if (folder === appFolder) await app.portOpen(await localPort(userData))
    await pause(context.quick ? settlesMs / 10 : settlesMs)
    return await idleFigures(app.pid, context.quick ? 5 : measuresSeconds)
  } finally {
    await app.quit()
  }
}
