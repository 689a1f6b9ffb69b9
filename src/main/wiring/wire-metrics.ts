import type { RaisedAlarm } from '../../shared/metrics/alarms.ts'
import type { Connections } from '../connections/connections.ts'
import type { SettingsStore } from '../connections/stores/settings-store.ts'
import type { DepthPoller } from '../engine/depths/depth-poller.ts'
import { AlarmBoard } from '../engine/metrics/alarm-board.ts'
import { CloudWatchPoller, type CloudWatchTarget } from '../engine/metrics/cloud-watch-poller.ts'
import type { DepthLog } from '../engine/metrics/depth-log.ts'
import { QueueMetrics, type MeasuredQueue } from '../engine/metrics/queue-metrics.ts'

/** The numbers for all job queues, and everything derived from them. */
export interface MetricsParts {
  readonly metrics: QueueMetrics
  readonly alarms: AlarmBoard
  readonly cloudWatch: CloudWatchPoller
}

/** Creates the metrics and connects them to the poller's readings. Sends nothing yet. */
export function wireMetrics(options: {
  readonly settings: SettingsStore
  readonly connections: Connections
  readonly poller: DepthPoller
  readonly log: DepthLog
  /** Tells the user about an alarm. */
  readonly announce: (alarm: RaisedAlarm, label: string) => void
}): MetricsParts {
  const { settings, connections, poller, log, announce } = options
  const { alarmRules: rules, raisedAlarms: raised } = settings.value
  const alarms = new AlarmBoard({ rules, raised })
  const metrics = new QueueMetrics({ log, alarms, queues: () => measuredQueues(settings) })
  const cloudWatch = new CloudWatchPoller({
    on: settings.value.usesCloudWatch,
    targets: () => cloudWatchTargets(connections, poller),
    read: async (connectionId, queues) => {
      const session = connections.readySessions.find((one) => one.connectionId === connectionId)
      const signal = AbortSignal.timeout(20_000)
      return (await session?.cloudWatch?.read(queues, Date.now(), { signal })) ?? new Map()
    },
    onFigures: (queue, figures) => metrics.onCloudWatch(queue, figures),
    onStates: (states) => metrics.setCloudWatch(states),
  })

  poller.onReading((reading) => metrics.onReading(reading))
  poller.onDeadLetters((reading) => metrics.onDeadLetters(reading))
  connections.onReady(({ connectionId }) => {
    metrics.updateQueues()
    cloudWatch.retry(connectionId)
  })
  connections.onChange(() => {
    poller.keepOnly(new Set(settings.value.connections.map(({ id }) => id)))
    metrics.updateQueues()
  })
  let known = raised.map(idOf).join('\n')
  alarms.onChange(() => {
    const now = alarms.raised.map(idOf).join('\n')
    if (now === known) return
    known = now
    // If this fails, the alarms are announced again at the next launch.
    settings.change({ raisedAlarms: [...alarms.raised] }).catch(() => {})
  })
  alarms.onRaised((alarm) => {
    const { label = '' } = settings.value.connections.find(({ id }) => id === alarm.connectionId) ?? {}
    announce(alarm, label)
  })
  return { metrics, alarms, cloudWatch }
}

function idOf({ ruleId, connectionId, queue }: RaisedAlarm): string {
  return `${ruleId} ${connectionId} ${queue}`
}

function measuredQueues(settings: SettingsStore): readonly MeasuredQueue[] {
  return settings.value.connections.flatMap(({ id, kind, queues }) =>
    queues.map(({ name }) => ({ connectionId: id, queue: name, exact: kind === 'local' })),
  )
}

/** Returns the job queues on AWS, starting with the one on screen. */
function cloudWatchTargets(connections: Connections, poller: DepthPoller): readonly CloudWatchTarget[] {
  const targets = connections.readySessions
    .filter(({ cloudWatch }) => cloudWatch !== null)
    .flatMap(({ connectionId, queues }) =>
      queues.map(({ config, names }) => ({
        connectionId,
        queue: config.name,
        sqsQueue: names.queue(config.statuses[0] ?? 'pending'),
      })),
    )
  const isWatched = ({ connectionId, queue }: CloudWatchTarget): boolean =>
    connectionId === connections.activeId && queue === poller.watched
  return [...targets.filter(isWatched), ...targets.filter((target) => !isWatched(target))]
}
