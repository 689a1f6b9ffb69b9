/** Calls `run` after `delayMs`. Returns a function that cancels it. */
export type After = (delayMs: number, run: () => void) => () => void

/** {@link After} with system timers that do not keep the process alive. */
export const afterTimeout: After = (delayMs, run) => {
  const timer = setTimeout(run, delayMs)
  timer.unref()
  return () => {
    clearTimeout(timer)
  }
}
