import { getPriority, setPriority } from 'node:os'

/** The niceness of the threads. Main then runs at once when it has something to do, even if all cores are busy. */
const niceness = 10

/**
 * Lets the main thread go first: this thread moves megabytes, and main answers the window and renews leases.
 * Only on Linux, because elsewhere the priority is that of the whole process.
 */
export function giveWay(): void {
  if (process.platform !== 'linux') return
  try {
    if (getPriority() < niceness) setPriority(niceness)
  } catch {
    // It is only slower for main without it.
  }
}
