import { type BrowserWindow, Notification } from 'electron'

/** Shows a system notification. Clicking it brings the window to the front and calls `onClick`. */
export function notify(
  text: { readonly title: string; readonly body?: string },
  window: () => BrowserWindow | null,
  onClick: () => void,
): void {
  if (!Notification.isSupported()) return
  const notification = new Notification(text)
  notification.on('click', () => {
    const shown = window()
    if (shown?.isMinimized() === true) shown.restore()
    shown?.show()
    shown?.focus()
    onClick()
  })
  notification.show()
}
