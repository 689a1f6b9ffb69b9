import { getPriority, setPriority } from 'node:os'

/** The niceness of the threads. It lets the main thread run at once when it has work, even if all cores are busy. */
const niceness = 10

/**
 * Lets the main thread go first: this thread moves megabytes, while the main thread serves the window and
 * renews leases. Only on Linux, because elsewhere the priority applies to the whole process.
 */
export function lowerPriority(): void {
  if (process.platform !== 'linux') return
  try {
    if (getPriority() < niceness) setPriority(niceness)
  } catch {
    // Without this, the main thread is only slower.
  }
}
