import { useEffect, useState } from 'react'
import { isOwnDrag } from '../../../ui/own-drag.ts'
import { isDialogOpen } from '../../../ui/layout/open-dialogs.ts'

/** Files dragged over the window. */
interface Dragged {
  /** Their number, or 0 if the system hides it until the drop. */
  readonly count: number
  /** True over the focused job's row or panel, where they become its results. */
  readonly isOverJob: boolean
}

/** Returns the files dragged over the window, or `null` if there are none. */
export function useDragged(): Dragged | null {
  const [count, setCount] = useState<number | null>(null)
  const [isOverJob, setIsOverJob] = useState(false)
  useEffect(() => {
    const over = (event: DragEvent): void => {
      const { dataTransfer } = event
      if (dataTransfer === null || !dataTransfer.types.includes('Files') || isDialogOpen() || isOwnDrag())
        return setCount(null)
      setCount([...dataTransfer.items].filter(({ kind }) => kind === 'file').length)
      setIsOverJob(event.target instanceof Element && event.target.closest(focusedJob) !== null)
    }
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) setCount(null)
    }
    const end = (): void => setCount(null)
    const capture = { capture: true }
    window.addEventListener('dragenter', over, capture)
    window.addEventListener('dragover', over, capture)
    window.addEventListener('dragleave', leave, capture)
    window.addEventListener('drop', end, capture)
    window.addEventListener('dragend', end, capture)
    return () => {
      window.removeEventListener('dragenter', over, capture)
      window.removeEventListener('dragover', over, capture)
      window.removeEventListener('dragleave', leave, capture)
      window.removeEventListener('drop', end, capture)
      window.removeEventListener('dragend', end, capture)
    }
  }, [])
  return count === null ? null : { count, isOverJob }
}

const focusedJob = '[data-file-drop-area=beside], [data-file-drop-area][data-focused]'
