import type { BrowserWindow } from 'electron'

/** Shows the window in front of all others, even if it is hidden or minimised. */
export function bringForward(window: BrowserWindow | null): void {
  if (window === null || window.isDestroyed()) return
  if (window.isMinimized()) window.restore()
  if (!window.isVisible()) window.show()
  window.focus()
}
