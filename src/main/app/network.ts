import { net, session } from 'electron'

/** The polling interval. Outside a page, Electron has no event for going online. */
const pollIntervalMs = 2_000

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

/** Asks the system's settings, which may be a script, for the proxy of an address: `PROXY host:port` or `DIRECT`. */
export function systemProxy(address: string): Promise<string> {
  return session.defaultSession.resolveProxy(address)
}
