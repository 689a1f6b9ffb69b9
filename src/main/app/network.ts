import { net } from 'electron'

/** How often the system is asked: Electron has no event for it outside a page. */
const everyMs = 2_000

/** Calls `listener` when the computer is online again; answers with what stops it. */
export function onOnline(listener: () => void): () => void {
  let online = net.isOnline()
  const timer = setInterval(() => {
    const before = online
    online = net.isOnline()
    if (online && !before) listener()
  }, everyMs)
  return () => {
    clearInterval(timer)
  }
}
