import type { BrowserWindow } from 'electron'

/** What wants to know how much of the window is seen. */
interface Audience {
  setFocused(focused: boolean): void
  setVisible(visible: boolean): void
}

/** Tells whether the window has the focus and whether anything of it is to be seen, now and at each change. */
export function watchAttention(
  window: BrowserWindow,
  tell: (change: (audience: Audience) => void) => void,
): void {
  const look = (): void => {
    tell((audience) => {
      if (window.isDestroyed()) return
      audience.setVisible(window.isVisible() && !window.isMinimized())
      audience.setFocused(window.isFocused())
    })
  }
  window.on('focus', look)
  window.on('blur', look)
  window.on('show', look)
  window.on('hide', look)
  window.on('minimize', look)
  window.on('restore', look)
  look()
}
