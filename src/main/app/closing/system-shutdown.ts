/** The events of Electron's `powerMonitor` and windows that announce the end of the user's session. */
interface ShutdownEvents {
  // Electron passes an event, but does not declare it.
  readonly powerMonitor: {
    on(event: 'shutdown', listener: (event?: { preventDefault(): void }) => void): unknown
  }
  readonly window: { on(event: 'session-end', listener: () => void): unknown }
}

/**
 * Quits without a question when the user logs out or the system shuts down: nobody is there to answer. Claims
 * are released or kept as the settings say, and transfers continue at the next launch. Linux and macOS wait
 * for that; Windows gives a few seconds.
 */
export function quitOnShutdown({ powerMonitor, window }: ShutdownEvents, quit: () => void): void {
  powerMonitor.on('shutdown', (event) => {
    event?.preventDefault()
    quit()
  })
  window.on('session-end', quit)
}
