import type { App } from 'electron'

/** The longest that quitting waits for the parts to close. */
const deadlineMs = 8_000

/** Closes the parts once before the app quits, within a deadline. */
export function closeOnQuit(app: App, close: () => Promise<void>): void {
  let closing = false
  app.on('before-quit', (event) => {
    // A second wish to quit must not cut the first one short; app.exit() below asks nobody.
    event.preventDefault()
    if (closing) return
    closing = true
    const late = new Promise<void>((resolve) => setTimeout(resolve, deadlineMs))
    void Promise.race([close().catch(() => undefined), late]).then(() => {
      app.exit(0)
    })
  })
}
