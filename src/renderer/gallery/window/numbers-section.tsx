import { QueueStrip } from '../../features/metrics/queue-strip.tsx'
import { figure, queueFigures, queueHistory } from '../../testing/metrics-samples.ts'
import { Feature } from '../feature.tsx'
import { Group } from '../group.tsx'

const minute = 60_000
const about = { sign: 'about' } as const

/** A queue's numbers: known, old, and unknown, with a chart. */
export function NumbersSection() {
  const waiting = Array.from({ length: 60 }, (_, at) =>
    at > 20 && at < 26 ? null : 5_400 - at * 40 + (at % 7) * 90,
  )
  const busy = queueFigures('thumbnails', {
    waiting: figure(5_335, about),
    working: figure(22, about),
    delayed: 12,
    dead: figure(3),
    perMinute: figure(-9, { ...about, source: 'samples' }),
    emptyInMs: figure(170 * minute, { ...about, source: 'samples' }),
    finishedPerHour: figure(81, { sign: 'at-least', source: 'completed' }),
    oldestMs: figure(14 * minute, { sign: 'at-least', source: 'own' }),
  })
  const unread = { waiting: null, working: null } as const
  return (
    <Feature
      saved={{ chart: '1h' }}
      handlers={{
        'metrics:list': () => ({
          revision: 1,
          queues: [busy, queueFigures('unread', unread), { ...busy, queue: 'old' }],
          cloudWatch: {},
        }),
        'queues:history': () => queueHistory(waiting),
      }}
    >
      <Group label="Known" variant="wide">
        <QueueStrip connectionId="local" queue="thumbnails" stale={false} hasDeadLetterQueue />
      </Group>
      <Group label="Old, because the server cannot be reached" variant="wide">
        <QueueStrip connectionId="local" queue="old" stale hasDeadLetterQueue={false} />
      </Group>
    </Feature>
  )
}
