import { useEffect } from 'react'

let openCount = 0

/** Counts a dialog as open while it is mounted. */
export function useOpenDialog(): void {
  useEffect(() => {
    openCount += 1
    return () => {
      openCount -= 1
    }
  }, [])
}

/** True if a dialog is open. Meanwhile, files dropped or pasted outside of it are ignored. */
export function isDialogOpen(): boolean {
  return openCount > 0
}
