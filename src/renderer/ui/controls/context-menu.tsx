import type { MouseEvent, ReactElement, ReactNode } from 'react'
import { ContextMenu as Base } from '@base-ui/react/context-menu'
import styles from './menu.module.css'
import { mainLandmark } from './menu.tsx'

interface ContextMenuProps {
  /** The element that it belongs to, such as a list. */
  readonly area: ReactElement
  /**
   * Called before it opens, with the element under the pointer or with the focus. Select the row
   * here. Returns true if there is something to show.
   */
  readonly onOpen?: (target: Element) => boolean
  /** `CommandItems`, `MenuItem`s and `MenuLine`s. */
  readonly children: ReactNode
}

/** A menu that opens on a right click, Shift+F10 or the menu key. */
export function ContextMenu({ area, onOpen, children }: ContextMenuProps) {
  return (
    <Base.Root
      onOpenChange={(open, details) => {
        const { target } = details.event
        if (open && onOpen !== undefined && !(target instanceof Element && onOpen(target))) details.cancel()
      }}
    >
      <Base.Trigger render={area} onContextMenuCapture={moveToActiveRow} />
      <Base.Portal container={mainLandmark}>
        <Base.Positioner className={styles.positioner}>
          <Base.Popup className={styles.popup}>{children}</Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}

/**
 * With the keyboard, the event targets the focused element. If that is a list with an active row,
 * the menu belongs to the row, so the event is dispatched again from there.
 */
function moveToActiveRow(event: MouseEvent): void {
  const { target } = event
  if (event.button === 2 || !(target instanceof Element)) return
  const active = target.getAttribute('aria-activedescendant')
  const row = active === null ? null : document.getElementById(active)
  if (row === null) return
  event.preventDefault()
  event.stopPropagation()
  const { left, bottom } = row.getBoundingClientRect()
  row.dispatchEvent(
    new window.MouseEvent('contextmenu', {
      bubbles: true,
      cancelable: true,
      button: 2,
      clientX: left + 40,
      clientY: bottom - 6,
    }),
  )
}
