import { Sidebar } from '../../features/sidebar/sidebar.tsx'
import { FakeJobs } from '../../testing/fake-jobs.ts'
import { statusQueue, queuesSnapshot, queueState } from '../../testing/samples.ts'
import { Feature } from '../feature.tsx'
import styles from '../gallery.module.css'
import { sampleJobs } from '../sample-jobs.ts'

/** The sidebar, with queues that are busy, empty and unread. */
export function SidebarSection() {
  const queues = [
    queueState('thumbnails', { dead: { queue: 'thumbnails-dead', count: 3, readAt: null } }),
    queueState('invoices', {
      statusQueues: [statusQueue('pending'), statusQueue('inprogress'), statusQueue('completed')],
    }),
    queueState('render_with_a_name_of_many_words', { statusQueues: [statusQueue('pending', 12_840)] }),
    queueState('unread', {
      statusQueues: [statusQueue('pending', 0, { depth: null, readAt: null })],
      refreshedAt: null,
    }),
  ]
  return (
    <Feature
      variant="window"
      handlers={{
        ...new FakeJobs(sampleJobs().jobs).handlers(),
        'queues:list': () => queuesSnapshot(queues),
      }}
    >
      <div className={styles.sidebar}>
        <Sidebar />
      </div>
    </Feature>
  )
}
