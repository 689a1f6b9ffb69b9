import type { DragEvent } from 'react'
import { useMutation } from '@tanstack/react-query'
import { dragJobFiles } from '../../../queries/jobs/jobs.ts'
import { startOwnDrag } from '../../../ui/own-drag.ts'

/**
 * Returns a handler that drags a job's saved files out of the window. It drags one result; for
 * `null`, all saved results or else the payload. Only main knows the paths, so a system drag
 * replaces the page's own.
 */
export function useDragOut(): (event: DragEvent, id: number, resultId: number | null) => void {
  const { mutate } = useMutation(dragJobFiles())
  return (event, id, resultId) => {
    event.preventDefault()
    startOwnDrag()
    mutate({ id, resultId })
  }
}
