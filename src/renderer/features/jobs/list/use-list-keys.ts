import { useEffect, useRef } from 'react'
import { isDialogOpen } from '../../../ui/layout/open-dialogs.ts'
import type { JobsListControl } from './use-list-control.ts'

/** Elements that handle these keys themselves. */
const ownKeys =
  'input:not([type=checkbox]), textarea, select, [contenteditable], [role=menu], [role=listbox], [role=combobox], [role=separator], [role=dialog], video, audio'

/**
 * Handles the keys that move in a list. They work wherever the focus is, unless something else
 * needs them. So they work right after a claim or a drop.
 */
export function useListKeys(control: JobsListControl, page: () => number): void {
  const latest = useRef({ control, page })
  useEffect(() => {
    latest.current = { control, page }
  })
  useEffect(() => {
    const onKeyDown = (event: KeyboardEvent): void => {
      if (event.defaultPrevented || isDialogOpen() || event.ctrlKey || event.metaKey || event.altKey) return
      const target = event.target instanceof Element ? event.target : null
      if (target !== null && target.closest(ownKeys) !== null) return
      if (event.key === ' ' && target?.closest('button, summary, a') != null) return
      // A scrollable region needs the arrow keys itself.
      if (target?.closest('[data-scrolls]') != null) return
      if (handle(event, latest.current.control, latest.current.page())) event.preventDefault()
    }
    window.addEventListener('keydown', onKeyDown)
    return () => {
      window.removeEventListener('keydown', onKeyDown)
    }
  }, [])
}

/** Returns true if the key was handled. */
function handle({ key, shiftKey }: KeyboardEvent, control: JobsListControl, page: number): boolean {
  const { focused, list } = control
  const last = (list.window.total ?? 0) - 1
  if (last < 0) return false
  switch (key) {
    case 'ArrowDown':
      control.move(1, shiftKey)
      return true
    case 'ArrowUp':
      control.move(-1, shiftKey)
      return true
    case 'PageDown':
      control.move(page, shiftKey)
      return true
    case 'PageUp':
      control.move(-page, shiftKey)
      return true
    case 'Home':
      control.moveTo(0, shiftKey)
      return true
    case 'End':
      control.moveTo(last, shiftKey)
      return true
    case ' ':
      if (focused?.kind === 'job') control.check(focused.id)
      else if (focused?.kind === 'group') control.toggleGroup(focused.id)
      return focused !== null
    case 'ArrowRight':
    case 'ArrowLeft':
      if (focused?.kind !== 'group' || focused.expanded === (key === 'ArrowRight')) return false
      control.toggleGroup(focused.id)
      return true
    case 'Escape':
      if (list.state.selection.kind === 'some' && list.state.selection.ids.length < 2) return false
      control.clear()
      return true
    default:
      return false
  }
}
