import { type BrowserWindow, Notification } from 'electron'

/** Shows a notification of the system. A click on it brings the window to the front, then calls `onClick`. */
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
