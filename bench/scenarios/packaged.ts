import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout as pause } from 'node:timers/promises'
import { makeHome } from '../../e2e/app.ts'
import { privateMemory } from '../app/private-memory.ts'
import { StartedApp } from '../app/started-app.ts'
import { evaluate, median, type Result } from '../report/result.ts'
import { isSelected, type Context, type Scenario } from '../runner/context.ts'
import { localPort } from './start.ts'

const name = 'package'
const dist = join(import.meta.dirname, '../../dist')
const executable = join(dist, 'linux-unpacked/remotejob')
const settlesMs = 5_000

/** Measures the package that `npm run package` builds: its size, and the start time and idle memory of the app. */
export const packaged: Scenario = {
  name,
  async run(context) {
    if (!isSelected(context, name)) return []
    const files = await readdir(dist).catch(() => [])
    const deb = files.find((file) => file.endsWith('.deb'))
    if (deb === undefined) {
      context.log(`${name}: skipped. Run npm run package first.`)
      return []
    }
    context.log(`${name} …`)
    const { size } = await stat(join(dist, deb))
    const starts = await measure(context)
    const memory = median(starts.map(({ mib }) => mib))
    return [
      rowOf('.deb', size / 1_024 ** 2, 'MiB', 'With the older Electron it includes Node, about 40 MiB.'),
      rowOf(
        'Local ready',
        median(starts.map(({ readyMs }) => readyMs)),
        'ms',
        'From the command, with existing data.',
      ),
      rowOf('at rest', memory, 'MiB', `Private memory of its ${starts[0]?.processes} processes.`),
    ]
  },
}

function rowOf(what: string, ours: number, unit: string, note: string): Result {
  return evaluate({ workload: `${name}, ${what}`, against: '–', ours, theirs: null, unit, note }, null)
}

async function measure(
  context: Context,
): Promise<{ readonly readyMs: number; readonly mib: number; readonly processes: number }[]> {
  const { userData } = await makeHome(join(context.diskFolder, name))
  const samples = []
  for (let round = -1; round < context.samples; round += 1) {
    const app = StartedApp.startPackage(executable, userData)
    const readyMs = await app.portOpen(await localPort(userData))
    // Measures the idle app.
    await pause(settlesMs)
    const memory = await privateMemory(app.pid)
    await app.quit()
    // The first round creates the data that a warm start finds.
    if (round >= 0) samples.push({ readyMs, ...memory })
  }
  return samples
}
