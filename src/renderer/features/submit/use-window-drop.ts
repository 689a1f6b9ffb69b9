import { useEffect, useRef, useState } from 'react'
import { isOwnDrag } from '../../ui/own-drag.ts'
import { isDialogOpen } from '../../ui/layout/open-dialogs.ts'

/** Files dragged over the window. `count` is `null` if the system hides it until the drop. */
export interface DraggedFiles {
  readonly count: number | null
}

export interface DroppedFiles {
  readonly files: readonly File[]
  /** True if Alt was held, to edit details first. */
  readonly edit: boolean
}

function hasFiles(event: DragEvent): boolean {
  return event.dataTransfer?.types.includes('Files') ?? false
}

/** Returns `null` if the system hides the count until the drop. */
function countFiles(event: DragEvent): number | null {
  const files = [...(event.dataTransfer?.items ?? [])].filter((item) => item.kind === 'file')
  return files.length === 0 ? null : files.length
}

/** True if a dialog or a drop area handles the files, or they come from this window. */
function isHandledElsewhere(event: Event): boolean {
  return (
    isDialogOpen() ||
    isOwnDrag() ||
    (event.target instanceof Element && event.target.closest('[data-file-drop-area]') !== null)
  )
}

/** True over a drop area that has its own zone beside the one for new jobs. Both zones stay visible. */
function hasZoneBeside({ target }: Event): boolean {
  return (
    !isDialogOpen() &&
    !isOwnDrag() &&
    target instanceof Element &&
    target.closest('[data-file-drop-area=beside]') !== null
  )
}

/** Handles files dropped or pasted anywhere in the window, except in drop areas and dialogs. */
export function useWindowDrop(onFiles: (dropped: DroppedFiles) => void): DraggedFiles | null {
  const [dragged, setDragged] = useState<DraggedFiles | null>(null)
  const latest = useRef(onFiles)
  useEffect(() => {
    latest.current = onFiles
  })

  useEffect(() => {
    /** The current drag's file count. Counting 10,000 files takes long, and a drag sends many events. */
    let count: number | null = null
    const end = (): void => {
      count = null
      setDragged(null)
    }
    const hover = (event: DragEvent): void => {
      // Without this, a drop would navigate the window to the file.
      event.preventDefault()
      if (!hasFiles(event) || (isHandledElsewhere(event) && !hasZoneBeside(event))) {
        end()
        if (event.dataTransfer !== null && isDialogOpen()) event.dataTransfer.dropEffect = 'none'
        return
      }
      if (event.dataTransfer !== null) event.dataTransfer.dropEffect = 'copy'
      count ??= countFiles(event)
      const known = count
      setDragged((before) => (before !== null && before.count === known ? before : { count: known }))
    }
    const leave = (event: DragEvent): void => {
      if (event.relatedTarget === null) end()
    }
    const drop = (event: DragEvent): void => {
      event.preventDefault()
      end()
      if (isHandledElsewhere(event)) return
      const files = [...(event.dataTransfer?.files ?? [])]
      if (files.length > 0) latest.current({ files, edit: event.altKey })
    }
    const paste = (event: ClipboardEvent): void => {
      const files = [...(event.clipboardData?.files ?? [])]
      if (files.length === 0 || event.defaultPrevented || isHandledElsewhere(event)) return
      event.preventDefault()
      latest.current({ files, edit: false })
    }
    // Runs in the capture phase, so that the browser's default never applies.
    const capture = { capture: true }
    window.addEventListener('dragenter', hover, capture)
    window.addEventListener('dragover', hover, capture)
    window.addEventListener('dragleave', leave, capture)
    window.addEventListener('drop', drop, capture)
    window.addEventListener('dragend', end, capture)
    window.addEventListener('paste', paste)
    return () => {
      window.removeEventListener('dragenter', hover, capture)
      window.removeEventListener('dragover', hover, capture)
      window.removeEventListener('dragleave', leave, capture)
      window.removeEventListener('drop', drop, capture)
      window.removeEventListener('dragend', end, capture)
      window.removeEventListener('paste', paste)
    }
  }, [])

  return dragged
}
