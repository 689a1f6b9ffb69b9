import { app, net } from 'electron'

/** The polling interval. Electron has no online event outside a page. */
const pollIntervalMs = 5_000

/** True if a network connects this computer to others, as far as the system knows. */
export function isOnline(): boolean {
  return net.isOnline()
}

/** Calls `listener` whenever the computer comes back online. Returns a function that stops it. */
export function onOnline(listener: () => void): () => void {
  let online = net.isOnline()
  const timer = setInterval(() => {
    const before = online
    online = net.isOnline()
    if (online && !before) listener()
  }, pollIntervalMs)
  return () => {
    clearInterval(timer)
  }
}

/**
 * Returns the proxy for a URL from the system's settings, which may be a script: `PROXY host:port`
 * or `DIRECT`. The session of the window has a proxy of its own.
 */
export function systemProxy(address: string): Promise<string> {
  return app.resolveProxy(address)
}
