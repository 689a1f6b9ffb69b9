/** Calls `run` after `delayMs`; answers with what calls it off. */
export type After = (delayMs: number, run: () => void) => () => void

/** {@link After} by the system's timers, which keep no process alive. */
export const afterTimeout: After = (delayMs, run) => {
  const timer = setTimeout(run, delayMs)
  timer.unref()
  return () => {
    clearTimeout(timer)
  }
}
