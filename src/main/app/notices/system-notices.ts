import { Notification } from 'electron'
import type { SystemNotices } from './notices.ts'

/** System notifications with Electron. */
export const systemNotices: SystemNotices = {
  isSupported: () => Notification.isSupported(),
  show: (text, onClick) => {
    const notification = new Notification(text)
    notification.on('click', onClick)
    notification.show()
  },
}
