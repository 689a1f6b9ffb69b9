import { useEffect } from 'react'

let openCount = 0

/** Counts a dialog while it is in the tree. */
export function useCountsAsDialog(): void {
  useEffect(() => {
    openCount += 1
    return () => {
      openCount -= 1
    }
  }, [])
}

/** Whether a dialog is open: then what is dropped or pasted beside it belongs to nobody. */
export function isDialogOpen(): boolean {
  return openCount > 0
}
