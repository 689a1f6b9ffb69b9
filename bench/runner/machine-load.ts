import { readFile } from 'node:fs/promises'
import { cpus } from 'node:os'
import { performance } from 'node:perf_hooks'

const msPerTick = 10

/** How busy the whole machine was during a run, as shares from 0 to 1. */
export interface MachineLoad {
  /** All cores together. */
  readonly cores: number
  /** The busiest disk. `null` if the system does not report it. */
  readonly disk: number | null
}

/** Starts measuring. Returns a function that returns the load since then. */
export async function watchMachine(): Promise<() => Promise<MachineLoad>> {
  const disksBefore = await diskTimes()
  const cpuBefore = await busyCpuMs()
  const start = performance.now()
  return async () => {
    const tookMs = performance.now() - start
    const cores = share((await busyCpuMs()) - cpuBefore, tookMs * cpus().length)
    const disks = [...(await diskTimes())].map(([disk, ms]) => ms - (disksBefore.get(disk) ?? 0))
    return { cores, disk: disks.length === 0 ? null : share(Math.max(...disks), tookMs) }
  }
}

/** Returns the milliseconds that each disk has worked, from the text of `/proc/diskstats`. */
export function parseDiskTimes(text: string): ReadonlyMap<string, number> {
  const times = text.split('\n').flatMap((line): [string, number][] => {
    const fields = line.trim().split(/\s+/)
    const [disk, ms] = [fields[2], Number(fields[12])]
    return disk === undefined || Number.isNaN(ms) ? [] : [[disk, ms]]
  })
  return new Map(times)
}

/** Only Linux reports them. All disks count, because the disk behind a folder may be a layer above others. */
async function diskTimes(): Promise<ReadonlyMap<string, number>> {
  return parseDiskTimes(await readFile('/proc/diskstats', 'utf8').catch(() => ''))
}

/**
 * Returns the milliseconds that all cores have worked, from the text of `/proc/stat`: `user`, `nice`,
 * `system`, then `idle` and `iowait`, then `irq`, `softirq` and `steal`. The machine's own network traffic is
 * mostly `softirq`.
 */
export function parseBusyMs(text: string): number | null {
  const [user, nice, system, , , ...interrupts] =
    /^cpu +([\d ]+)$/m.exec(text)?.[1]?.split(' ').map(Number) ?? []
  if (user === undefined || nice === undefined || system === undefined) return null
  const ticks = [user, nice, system, ...interrupts.slice(0, 3)].reduce((sum, each) => sum + each, 0)
  return ticks * msPerTick
}

/** Node leaves out `softirq`, so its figures are used only where there is no such file. */
async function busyCpuMs(): Promise<number> {
  const busy = parseBusyMs(await readFile('/proc/stat', 'utf8').catch(() => ''))
  return busy ?? cpus().reduce((sum, { times: { user, nice, sys, irq } }) => sum + user + nice + sys + irq, 0)
}

/** The system counts in steps of 10 ms, so a short run may appear to be more than fully busy. */
function share(ms: number, ofMs: number): number {
  return Math.min(1, ms / ofMs)
}
