import { app, type BrowserWindow } from 'electron'
import { alarmText } from '../../../shared/metrics/alarm-text.ts'
import type { RaisedAlarm } from '../../../shared/metrics/alarms.ts'
import type { NoticeTarget } from '../../../shared/notice-target.ts'
import { notify } from './notify.ts'

/** Shows a notification for an alarm. Clicking it opens the alarm's queue. */
export function announceAlarm(
  { queue, connectionId, condition, value }: RaisedAlarm,
  connectionLabel: string,
  { window, open }: { window: () => BrowserWindow | null; open: (target: NoticeTarget) => void },
): void {
  const text = { title: `${queue} · ${connectionLabel}`, body: alarmText(condition, value) }
  notify(text, window, () => open({ place: { connectionId, queue }, job: null, isOnResults: false }))
}

/** Shows the number of alarms on the app's icon, where the system supports it. */
export function showAlarmBadge(count: number): void {
  app.setBadgeCount(count)
}
