/** Writes an error to the log of the process. */
export function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}

/**
 * Runs work that nobody awaits. Every promise that is not awaited passes through here: an unhandled rejection would
 * crash the process. `onError` must not throw; by default the error goes to the log.
 */
export function detach(work: Promise<unknown>, onError: (error: unknown) => void = report): void {
  work.catch(onError)
}
