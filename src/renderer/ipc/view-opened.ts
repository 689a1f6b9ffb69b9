import type { NoticeTarget } from '../../shared/notice-target.ts'

/** Calls the listener when the user clicks a notification. Returns a function that removes it. */
export function onViewOpened(listener: (target: NoticeTarget) => void): () => void {
  return window.remotejob.on('view:open', listener)
}
