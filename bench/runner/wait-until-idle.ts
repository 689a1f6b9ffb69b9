import { setTimeout as pause } from 'node:timers/promises'

const windowMs = 100
const quietCpuMs = 10
/** More than 300 ms in all: the ledger updates its search index after a pause of this length. */
const idleWindows = 5
const maxWindows = 300

/** Waits until this process and its threads have been idle for half a second, up to 30 s. */
export async function waitUntilIdle(): Promise<void> {
  let quiet = 0
  for (let window = 0; window < maxWindows && quiet < idleWindows; window += 1) {
    const before = process.cpuUsage()
    await pause(windowMs)
    const { user, system } = process.cpuUsage(before)
    quiet = (user + system) / 1_000 < quietCpuMs ? quiet + 1 : 0
  }
}
