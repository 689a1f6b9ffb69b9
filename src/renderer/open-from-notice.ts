import { useEffect } from 'react'
import type { NoticeTarget } from '../shared/notice-target.ts'
import { onViewOpened } from './ipc/view-opened.ts'
import { useOpenQueue } from './open-queue.ts'
import { changeListState, showInList, updateView } from './ui/view/view-state.ts'
import { useLatest } from './ui/use-latest.ts'

/** Opens what a system notification is about when the user clicks it. */
export function useOpenFromNotice(): void {
  const latest = useLatest(useOpenTarget())
  useEffect(() => onViewOpened((target) => latest.current(target)), [latest])
}

/** Returns a function that opens a notification's target. */
export function useOpenTarget(): (target: NoticeTarget) => void {
  const openQueue = useOpenQueue()
  return ({ jobQueue, job, isOnResults }) => {
    if (jobQueue === null)
      return updateView(() => ({ view: { kind: isOnResults ? 'results' : 'all-queues' } }))
    const { connectionId, queue } = jobQueue
    if (isOnResults || job !== null) {
      const filter = isOnResults ? 'results' : 'all'
      const change = { filter, text: '', period: 'any', sizes: 'any', group: null, top: 0 } as const
      const list = `queue ${connectionId} ${queue}`
      if (job === null) changeListState(list, change)
      else showInList(list, job, change)
    }
    openQueue(connectionId, queue)
  }
}
