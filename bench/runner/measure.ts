import { readFile, writeFile } from 'node:fs/promises'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { Sample } from './contender.ts'
import { watchMachine } from './machine-load.ts'

/** Node's default. With a finer resolution, the punctual ticks would outnumber the late ones. */
const resolutionMs = 10
const mib = 1_048_576

/** Runs `work` once and returns its cost. */
export async function measure(work: () => Promise<void>): Promise<Sample> {
  const idleMib = process.memoryUsage.rss() / mib
  await resetPeak()
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  const programCpu = await programCpuSeconds()
  const loadSince = await watchMachine()
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  const load = await loadSince()
  const programCpuAfter = await programCpuSeconds()
  return {
    seconds,
    cpuSeconds: (user + system) / 1_000_000,
    programCpuSeconds: programCpu === null || programCpuAfter === null ? null : programCpuAfter - programCpu,
    peakMib: await peakMib(),
    idleMib,
    // The histogram contains the whole interval between two ticks of its timer.
    delayMs: Math.max(0, delay.percentile(99) / 1_000_000 - resolutionMs),
    load,
  }
}

/** Linux can reset the peak. Elsewhere the peak covers the whole life of the process. */
async function resetPeak(): Promise<void> {
  await writeFile('/proc/self/clear_refs', '5').catch(() => undefined)
}

async function peakMib(): Promise<number> {
  const status = await readFile('/proc/self/status', 'utf8').catch(() => '')
  const kib = Number(/^VmHWM:\s+(\d+) kB$/m.exec(status)?.[1] ?? process.resourceUsage().maxRSS)
  return kib / 1_024
}

/** The CPU time of all child processes that have ended, as Linux reports it in hundredths of a second. */
async function programCpuSeconds(): Promise<number | null> {
  const stat = await readFile('/proc/self/stat', 'utf8').catch(() => null)
  // The name of the process, in parentheses, may contain spaces.
  const fields = stat?.slice(stat.lastIndexOf(')') + 2).split(' ')
  return fields === undefined ? null : (Number(fields[13]) + Number(fields[14])) / 100
}
