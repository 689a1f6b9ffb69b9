import { net } from 'electron'

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
