import type { DragEvent } from 'react'
import { useMutation } from '@tanstack/react-query'
import { dragJobFiles } from '../../../queries/jobs.ts'
import { startOwnDrag } from '../../../ui/own-drag.ts'

/**
 * Returns the handler that drags saved files of a job out of the window: one result, or, for `null`, all saved results,
 * or else the payload. Main has the paths, so the drag of the page is replaced by one of the system.
 */
export function useDragOut(): (event: DragEvent, id: number, resultId: number | null) => void {
  const { mutate } = useMutation(dragJobFiles())
  return (event, id, resultId) => {
    event.preventDefault()
    startOwnDrag()
    mutate({ id, resultId })
  }
}
