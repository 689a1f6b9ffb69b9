import { type BrowserWindow, Notification } from 'electron'

/** Shows a notification of the system. A click on it brings the window to the front. */
export function notify(title: string, window: () => BrowserWindow | null): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({ title })
  notification.on('click', () => {
    const shown = window()
    if (shown?.isMinimized() === true) shown.restore()
    shown?.show()
    shown?.focus()
  })
  notification.show()
}
