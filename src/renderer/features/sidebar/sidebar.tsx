import type { ReactNode } from 'react'
import { FolderOpen, Plus, Settings } from 'lucide-react'
import { useQuery } from '@tanstack/react-query'
import { useActiveQueues } from '../../queries/queues/active-queues.ts'
import { queuesQuery } from '../../queries/queues/queues.ts'
import { runCommand } from '../../ui/commands/commands.ts'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { ScrollArea } from '../../ui/layout/scroll-area.tsx'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import { useView } from '../../ui/view/view.ts'
import { ConnectionSwitcher } from './connection-switcher.tsx'
import { NotReadyNote } from './not-ready-note.tsx'
import { OverviewItems } from './overview-items.tsx'
import { QueueItem } from './queue-item.tsx'
import styles from './sidebar.module.css'
import { ViewItem } from './view-item.tsx'

/**
 * Shows the connection, the views that span all job queues, and the job queues. Marks the current view or
 * queue. `children` go below.
 */
export function Sidebar({ children }: { readonly children?: ReactNode }) {
  const { view, show } = useView()
  const { notReady, queues } = useActiveQueues()
  const { isError } = useQuery(queuesQuery())
  return (
    <aside className={styles.sidebar} aria-label="Sidebar">
      <ConnectionSwitcher />
      <div className={styles.scroller}>
        <ScrollArea>
          <OverviewItems />
          <h2 className={styles.caption} id="queues-caption">
            Queues
            {queues === undefined || queues.length === 0 ? null : <span aria-hidden>waiting</span>}
          </h2>
          <nav className={styles.list} aria-labelledby="queues-caption">
            {notReady === null ? null : <NotReadyNote connection={notReady} />}
            {notReady === null && queues === undefined && !isError ? <QueueSkeleton /> : null}
            {queues?.map((queue) => (
              <QueueItem
                key={queue.config.name}
                queue={queue}
                current={view.kind === 'queue' && view.name === queue.config.name}
                onSelect={() => show({ kind: 'queue', name: queue.config.name })}
                onShowDead={() => show({ kind: 'dead-letters', queue: queue.config.name })}
                onShowSettings={() => show({ kind: 'queue-settings', queue: queue.config.name })}
              />
            ))}
            {notReady === null ? (
              <div className={styles.pinned}>
                <button type="button" className={styles.item} onClick={() => runCommand('add-queue')}>
                  <Plus size={16} strokeWidth={1.75} aria-hidden />
                  <span className={styles.name}>Add queue</span>
                </button>
              </div>
            ) : null}
          </nav>
        </ScrollArea>
      </div>
      {children}
      <nav className={styles.list} aria-label="Views">
        <ViewItem icon={FolderOpen} current={view.kind === 'files'} onSelect={() => show({ kind: 'files' })}>
          Files
        </ViewItem>
        <ViewItem
          icon={Settings}
          current={view.kind === 'settings'}
          onSelect={() => show({ kind: 'settings' })}
        >
          Settings
        </ViewItem>
      </nav>
    </aside>
  )
}

function QueueSkeleton() {
  return (
    <output className={styles.skeleton}>
      <VisuallyHidden>Loading the job queues</VisuallyHidden>
      <Skeleton width={120} height={14} />
      <Skeleton width={90} height={14} />
    </output>
  )
}
