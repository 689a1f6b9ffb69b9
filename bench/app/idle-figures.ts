import { readFile } from 'node:fs/promises'
import { setTimeout as pause } from 'node:timers/promises'
import { familyOf } from './process-family.ts'

/** Linux counts CPU time in hundredths of a second. */
const ticksPerSecond = 100

/** What an app uses while nobody uses it. */
export interface IdleFigures {
  /** The memory of all of its processes, in MiB. Memory that several processes share counts once (PSS). */
  readonly mib: number
  /** The CPU time of all of its processes, in percent of one core. */
  readonly cpuPercent: number
}

/** Measures a process and its descendants for some time. Only on Linux. */
export async function idleFigures(root: number, seconds: number): Promise<IdleFigures> {
  const before = await cpuSeconds(root)
  await pause(seconds * 1_000)
  const after = await cpuSeconds(root)
  const sizes = await Promise.all(
    (await familyOf(root)).map(async (pid) => {
      const text = await readFile(`/proc/${pid}/smaps_rollup`, 'utf8').catch(() => '')
      return Number(/^Pss:\s+(\d+) kB$/m.exec(text)?.[1] ?? 0) / 1_024
    }),
  )
  return {
    mib: sizes.reduce((sum, one) => sum + one, 0),
    cpuPercent: ((after - before) / seconds) * 100,
  }
}

async function cpuSeconds(root: number): Promise<number> {
  const times = await Promise.all(
    (await familyOf(root)).map(async (pid) => {
      const text = await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')
      const [user = 0, system = 0] = text
        .slice(text.lastIndexOf(')') + 2)
        .split(' ')
        .slice(11, 13)
        .map(Number)
      return (user + system) / ticksPerSecond
    }),
  )
  return times.reduce((sum, one) => sum + one, 0)
}
