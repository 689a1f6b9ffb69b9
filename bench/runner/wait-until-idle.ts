import { setTimeout as pause } from 'node:timers/promises'

const windowMs = 100
const quietCpuMs = 10
/** The ledger goes on with its search index once nothing came for 300 ms. */
const quietWindows = 5
const mostWindows = 300

/** Waits until this process, its threads included, has had nothing to do for half a second; at most 30 s. */
export async function comeToRest(): Promise<void> {
  let quiet = 0
  for (let window = 0; window < mostWindows && quiet < quietWindows; window += 1) {
    const before = process.cpuUsage()
    await pause(windowMs)
    const { user, system } = process.cpuUsage(before)
    quiet = (user + system) / 1_000 < quietCpuMs ? quiet + 1 : 0
  }
}
