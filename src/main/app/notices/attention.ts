import type { BrowserWindow } from 'electron'

/** Receives changes to the window's focus and visibility. */
interface AttentionListener {
  setFocused?(focused: boolean): void
  setVisible(visible: boolean): void
}

/** Reports the window's focus and visibility, now and after every change. */
export function watchAttention(
  window: BrowserWindow,
  notify: (change: (listener: AttentionListener) => void) => void,
): void {
  const report = (): void => {
    notify((listener) => {
      if (window.isDestroyed()) return
      listener.setVisible(window.isVisible() && !window.isMinimized())
      listener.setFocused?.(window.isFocused())
    })
  }
  window.on('focus', report)
  window.on('blur', report)
  window.on('show', report)
  window.on('hide', report)
  window.on('minimize', report)
  window.on('restore', report)
  report()
}
