import { useMemo, type DragEvent } from 'react'
import { useLatest } from '../../../ui/use-latest.ts'
import { useDragOut } from './use-drag-out.ts'
import type { JobsListControl } from './use-list-control.ts'

/** The rows' actions. The object never changes, so that unchanged rows do not re-render while the list scrolls. */
export interface RowActions extends Pick<
  JobsListControl,
  'click' | 'openAt' | 'check' | 'toggleGroup' | 'showGroup'
> {
  readonly dragOut: (event: DragEvent, job: number) => void
  readonly dropResult: DropResult
}

/** Called when files are dropped on a job that this app holds. */
export type DropResult = (claimId: string, files: readonly File[]) => void

/** Returns actions that always use the list's latest state. */
export function useRowActions(control: JobsListControl, dropResult: DropResult): RowActions {
  const dragOut = useDragOut()
  const latest = useLatest({ control, dragOut, dropResult })
  return useMemo<RowActions>(
    () => ({
      click: (index, event) => latest.current.control.click(index, event),
      openAt: (index) => latest.current.control.openAt(index),
      check: (job) => latest.current.control.check(job),
      toggleGroup: (group) => latest.current.control.toggleGroup(group),
      showGroup: (group) => latest.current.control.showGroup(group),
      dragOut: (event, job) => latest.current.dragOut(event, job, null),
      dropResult: (claimId, files) => latest.current.dropResult(claimId, files),
    }),
    [latest],
  )
}
