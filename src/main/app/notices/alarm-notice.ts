import { alarmText } from '../../../shared/metrics/alarm-text.ts'
import type { RaisedAlarm } from '../../../shared/metrics/alarms.ts'
import type { MissedNotice } from '../../../shared/notice-target.ts'

/** The notice about an alarm. It leads to the queue of the alarm. */
export function alarmNotice(
  { queue, connectionId, condition, value }: RaisedAlarm,
  connectionLabel: string,
): MissedNotice {
  const target = { place: { connectionId, queue }, job: null, isOnResults: false }
  return { title: `${queue} · ${connectionLabel}`, body: alarmText(condition, value), target }
}
