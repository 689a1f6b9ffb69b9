import type { AlarmsSnapshot } from '../../../shared/metrics/alarms.ts'
import { AllQueuesView } from '../../features/metrics/all-queues/all-queues-view.tsx'
import { figure, queueFigures } from '../../testing/metrics-samples.ts'
import { connection, connectionsSnapshot, networkError } from '../../testing/samples.ts'
import { Feature } from '../feature.tsx'

const minute = 60_000
const now = Date.now()
const about = { sign: 'about' } as const
const nothing = (): void => undefined

const connections = [
  connection(),
  connection({
    id: 'prod',
    kind: 'profile',
    label: 'Production',
    region: 'eu-west-1',
    isProduction: true,
    colour: 'red',
  }),
  connection({ id: 'lab', kind: 'endpoint', label: 'Lab', state: 'reconnecting', error: networkError }),
]

const alarms: AlarmsSnapshot = {
  revision: 1,
  rules: [
    { id: 'dead', queue: null, condition: { kind: 'dead' } },
    { id: 'slow', queue: null, condition: { kind: 'oldest', minutes: 30 } },
  ],
  raised: [
    {
      ruleId: 'dead',
      connectionId: 'prod',
      queue: 'ocr',
      condition: { kind: 'dead' },
      value: 7,
      since: Date.now() - 20 * minute,
    },
    {
      ruleId: 'slow',
      connectionId: 'prod',
      queue: 'ocr',
      condition: { kind: 'oldest', minutes: 30 },
      value: 84 * minute,
      since: Date.now() - 54 * minute,
    },
  ],
}

/** The queues of three connections, with alarms. */
export function AllQueuesSection() {
  const queues = [
    queueFigures('thumbnails', { perMinute: figure(-4, about), emptyInMs: figure(12 * minute, about) }),
    queueFigures('ocr', {
      connectionId: 'prod',
      waiting: figure(12_840, about),
      working: figure(64, about),
      dead: figure(7, about),
      oldestMs: figure(84 * minute, about),
      perMinute: figure(21, about),
      alarms: ['dead', 'slow'],
    }),
    queueFigures('invoices', { connectionId: 'prod', waiting: figure(0, about), working: figure(0, about) }),
    queueFigures('render_with_a_name_of_many_words', {
      connectionId: 'lab',
      waiting: figure(310, { ...about, at: now - 9 * minute }),
      working: null,
    }),
  ]
  const values = Array.from({ length: 48 }, (_, at) => Math.round(60 + 55 * Math.sin(at / 5)))
  return (
    <Feature
      variant="window"
      view={{ kind: 'all-queues' }}
      handlers={{
        'connections:list': () => connectionsSnapshot(connections),
        'metrics:list': () => ({ revision: 1, queues, cloudWatch: {} }),
        'alarms:list': () => alarms,
        'metrics:sparklines': () => ({
          to: now,
          series: queues.map(({ connectionId, queue }) => ({ connectionId, queue, values })),
        }),
      }}
    >
      <AllQueuesView onOpen={nothing} onOpenDead={nothing} />
    </Feature>
  )
}
