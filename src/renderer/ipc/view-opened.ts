import type { NoticeTarget } from '../../shared/notice-target.ts'

/** Calls the listener when the user has clicked on a notification. Returns the function that removes it. */
export function onViewOpened(listener: (target: NoticeTarget) => void): () => void {
  return window.remotejob.on('view:open', listener)
}
