import { useEffect } from 'react'
import type { MissedNotice } from '../shared/notice-target.ts'
import { onNoticeMissed } from './ipc/notice-missed.ts'
import { useOpenTarget } from './open-from-notice.ts'
import { toastInfo } from './ui/feedback/toast-store.ts'
import { useLatest } from './ui/use-latest.ts'

/** Shows the notifications that the system cannot show. */
export function useMissedNotices(): void {
  const open = useOpenTarget()
  const latest = useLatest(({ title, body, target }: MissedNotice): void => {
    toastInfo(title, body ?? undefined, { label: 'Show', run: () => open(target) })
  })
  useEffect(() => onNoticeMissed((notice) => latest.current(notice)), [latest])
}
