import { app, BrowserWindow, Notification } from 'electron'
import { alarmText } from '../../shared/alarm-text.ts'
import type { RaisedAlarm } from '../../shared/alarms.ts'

/** Shows a notification about an alarm. A click on it shows the window. */
export function announceAlarm(alarm: RaisedAlarm, connectionLabel: string): void {
  if (!Notification.isSupported()) return
  const notification = new Notification({
    title: `${alarm.queue} · ${connectionLabel}`,
    body: alarmText(alarm.condition, alarm.value),
  })
  notification.on('click', () => {
    for (const window of BrowserWindow.getAllWindows()) {
      if (window.isMinimized()) window.restore()
      window.show()
    }
  })
  notification.show()
}

/** Shows the number of alarms on the icon of the app, where the system supports it. */
export function showAlarmBadge(count: number): void {
  app.setBadgeCount(count)
}
