import type { App } from 'electron'

/** How long quitting waits for `close`. */
const deadlineMs = 8_000

/** Calls `close` once before the app quits. The app quits after 8 s even if `close` has not finished. */
export function closeOnQuit(app: App, close: () => Promise<void>): void {
  let closing = false
  app.on('before-quit', (event) => {
    // A second quit request must not interrupt the first. app.exit() below does not emit
    // before-quit.
    event.preventDefault()
    if (closing) return
    closing = true
    const timeout = new Promise<void>((resolve) => setTimeout(resolve, deadlineMs))
    void Promise.race([close().catch(() => undefined), timeout]).then(() => {
      app.exit(0)
    })
  })
}
