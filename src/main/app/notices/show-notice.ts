import { type BrowserWindow, Notification } from 'electron'
import { alarmText } from '../../../shared/metrics/alarm-text.ts'
import type { RaisedAlarm } from '../../../shared/metrics/alarms.ts'
import type { MissedNotice, NoticeTarget } from '../../../shared/notice-target.ts'
import { bringForward } from '../window/bring-forward.ts'

/** Where a notification goes, and what a click on it does. */
export interface NoticePlaces {
  readonly window: () => BrowserWindow | null
  readonly open: (target: NoticeTarget) => void
  /** Shows it in the window instead. */
  readonly showInWindow: (notice: MissedNotice) => void
}

/**
 * Shows a notification of the system. A click on it brings the window to the front and opens what it is about. Where the
 * system has no notifications, the window asks for attention and shows it.
 */
export function showNotice(notice: MissedNotice, { window, open, showInWindow }: NoticePlaces): void {
  if (!Notification.isSupported()) {
    flashUntilFocus(window())
    return showInWindow(notice)
  }
  const { title, body, target } = notice
  const notification = new Notification({ title, ...(body !== null && { body }) })
  notification.on('click', () => {
    bringForward(window())
    open(target)
  })
  notification.show()
}

/** The notification of an alarm. It leads to the queue of the alarm. */
export function alarmNotice(
  { queue, connectionId, condition, value }: RaisedAlarm,
  connectionLabel: string,
): MissedNotice {
  const target = { place: { connectionId, queue }, job: null, isOnResults: false }
  return { title: `${queue} · ${connectionLabel}`, body: alarmText(condition, value), target }
}

function flashUntilFocus(window: BrowserWindow | null): void {
  if (window === null || window.isFocused()) return
  window.flashFrame(true)
  window.once('focus', () => window.flashFrame(false))
}
