import { useEffect, useRef } from 'react'
import { isDialogOpen } from '../../../ui/layout/open-dialogs.ts'

/** Returns whether the key was handled. */
export type KeyHandler = (event: KeyboardEvent) => boolean

/** Elements that need their keys for themselves. */
const ownKeys = 'input:not([type=checkbox]), textarea, select, [role=menu], [role=listbox], [role=combobox], dialog, [contenteditable]'
const buttons = 'button, a, summary, [role=button], [role=tab], [role=separator]'

/**
 * Handles keys wherever the focus is, as long as nothing else needs them: the keys of the list must work at once after a
 * claim or a drop.
 */
export function useListKeys(handle: KeyHandler): void {
  const latest = useRef(handle)
  useEffect(() => {
    latest.current = handle
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isDialogOpen()) return
      const { target } = event
      if (target instanceof Element) {
        if (target.closest(ownKeys) !== null) return
        // Enter and Space press the button that has the focus.
        if ((event.key === 'Enter' || event.key === ' ') && target.closest(buttons) !== null) return
      }
      if (latest.current(event)) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}
