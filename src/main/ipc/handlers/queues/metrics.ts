import { queueHistory, sparklinesOf } from '../../../engine/metrics/depth-charts.ts'
import type { Handlers } from '../../register.ts'
import type { Services } from '../../services.ts'

type Channels =
  | Extract<keyof Handlers, `metrics:${string}` | `alarms:${string}`>
  | 'queues:history'
  | 'settings:set-cloud-watch'

/** Handles the numbers for all job queues, their charts, and the alarms. */
export function metricsHandlers(ready: () => Promise<Services>): Pick<Handlers, Channels> {
  return {
    'metrics:list': async () => (await ready()).metrics.snapshot(),
    'metrics:sparklines': async () => {
      const { metrics, depthLog } = await ready()
      metrics.flush()
      return sparklinesOf(depthLog, Date.now())
    },
    'queues:history': async ({ connectionId, queue, span }) => {
      const { metrics, depthLog } = await ready()
      metrics.flush()
      return queueHistory(depthLog, { connectionId, queue }, span, Date.now())
    },
    'alarms:list': async () => (await ready()).alarms.snapshot(),
    'alarms:set': async ({ rules }) => {
      const { alarms, metrics, settings } = await ready()
      await settings.change({ alarmRules: rules })
      alarms.setRules(rules)
      metrics.testAll()
      return null
    },
    'settings:set-cloud-watch': async ({ on }) => {
      const { settings, settingsChanged, cloudWatch } = await ready()
      await settings.change({ usesCloudWatch: on })
      cloudWatch.setOn(on)
      settingsChanged()
      return null
    },
  }
}
