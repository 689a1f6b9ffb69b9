import type { MissedNotice } from '../../shared/notice-target.ts'

/** Calls the listener for notifications that the system cannot show. Returns a function that removes it. */
export function onNoticeMissed(listener: (notice: MissedNotice) => void): () => void {
  return window.remotejob.on('notice:missed', listener)
}
