/** Writes an error to the process's log. */
export function report(error: unknown): void {
  process.stderr.write(`${error instanceof Error ? (error.stack ?? error.message) : String(error)}\n`)
}

/**
 * Runs work that nobody awaits. All promises that are not awaited must go through here, because an unhandled
 * rejection would crash the process. `onError` must not throw. By default the error is logged.
 */
export function detach(work: Promise<unknown>, onError: (error: unknown) => void = report): void {
  work.catch(onError)
}
