import { readFile, writeFile } from 'node:fs/promises'
import { monitorEventLoopDelay, performance } from 'node:perf_hooks'
import type { Sample } from './contender.ts'

/** Node's default. With a finer resolution, the punctual ticks would outnumber the late ones. */
const resolutionMs = 10
const mib = 1_048_576

/** Runs `work` once and returns its cost. */
export async function measure(work: () => Promise<void>): Promise<Sample> {
  const idleMib = process.memoryUsage.rss() / mib
  await resetPeak()
  const delay = monitorEventLoopDelay({ resolution: resolutionMs })
  delay.enable()
  const cpu = process.cpuUsage()
  const start = performance.now()
  await work()
  const seconds = (performance.now() - start) / 1_000
  const { user, system } = process.cpuUsage(cpu)
  delay.disable()
  return {
    seconds,
    cpuSeconds: (user + system) / 1_000_000,
    peakMib: await peakMib(),
    idleMib,
    // The histogram contains the whole interval between two ticks of its timer.
    delayMs: Math.max(0, delay.percentile(99) / 1_000_000 - resolutionMs),
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
