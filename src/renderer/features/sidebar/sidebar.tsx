import {
  ArrowDownUp,
  Boxes,
  History,
  Layers,
  Plus,
  Settings,
  TriangleAlert,
  type LucideIcon,
} from 'lucide-react'
import type { ReactNode } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Connection } from '../../../shared/connections.ts'
import type { QueueState } from '../../../shared/queues.ts'
import { useActiveQueues } from '../../queries/active-queues.ts'
import { activateConnection } from '../../queries/connections.ts'
import { queuesQuery } from '../../queries/queues.ts'
import { activeCount, transfersQuery } from '../../queries/transfers.ts'
import { runCommand } from '../../ui/commands.ts'
import { Button } from '../../ui/controls/button.tsx'
import { formatCount, plural } from '../../ui/format.ts'
import { ScrollArea } from '../../ui/layout/scroll-area.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { Tooltip } from '../../ui/controls/tooltip.tsx'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import { useView } from '../../ui/view.ts'
import { ConnectionSwitcher } from './connection-switcher.tsx'
import styles from './sidebar.module.css'

/** The job queues and views, with the current one marked. */
export function Sidebar() {
  const { view, show } = useView()
  const { notReady, queues } = useActiveQueues()
  const { isError } = useQuery(queuesQuery())
  const transfers = useQuery(transfersQuery())
  const active = transfers.data === undefined ? 0 : activeCount(transfers.data)
  return (
    <aside className={styles.sidebar} aria-label="Sidebar">
      <ConnectionSwitcher />
      <h2 className={styles.caption} id="queues-caption">
        Job queues
      </h2>
      <ScrollArea>
        <nav className={styles.list} aria-labelledby="queues-caption">
          {notReady === null ? null : <NotReadyNote connection={notReady} />}
          {notReady === null && queues === undefined && !isError ? <QueueSkeleton /> : null}
          {queues?.map((queue) => (
            <QueueItem
              key={queue.config.name}
              queue={queue}
              current={view.kind === 'queue' && view.name === queue.config.name}
              onSelect={() => show({ kind: 'queue', name: queue.config.name })}
            />
          ))}
          {notReady === null ? (
            <button type="button" className={styles.item} onClick={() => runCommand('add-queue')}>
              <Plus aria-hidden />
              <span className={styles.name}>Add queue</span>
            </button>
          ) : null}
        </nav>
      </ScrollArea>
      <nav className={styles.list} aria-label="Views">
        <ViewItem
          icon={ArrowDownUp}
          current={view.kind === 'transfers'}
          onSelect={() => show({ kind: 'transfers' })}
          trailing={
            active === 0 ? null : (
              <span className={styles.count} aria-label={plural(active, 'active transfer')}>
                {formatCount(active)}
              </span>
            )
          }
        >
          Transfers
        </ViewItem>
        <ViewItem icon={Boxes} current={view.kind === 'objects'} onSelect={() => show({ kind: 'objects' })}>
          Objects
        </ViewItem>
        <ViewItem icon={History} current={view.kind === 'history'} onSelect={() => show({ kind: 'history' })}>
          History
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

/** Why no job queues are listed. */
function NotReadyNote({ connection }: { readonly connection: Connection }) {
  const activate = useMutation(activateConnection())
  const { label, state, error } = connection
  if (state === 'connecting') return <output className={styles.note}>Connecting to {label}…</output>
  return (
    <div className={styles.note}>
      <p>{error === null ? `Not connected to ${label}.` : `${error.message} ${error.hint}`}</p>
      <Button
        size="small"
        disabled={activate.isPending}
        onClick={() => activate.mutate({ connectionId: connection.id })}
      >
        Retry
      </Button>
    </div>
  )
}

interface QueueItemProps {
  readonly queue: QueueState
  readonly current: boolean
  readonly onSelect: () => void
}

function QueueItem({ queue, current, onSelect }: QueueItemProps) {
  const pending = queue.lanes[0]?.depth?.visible
  return (
    <ViewItem
      icon={Layers}
      current={current}
      onSelect={onSelect}
      trailing={
        queue.error !== null ? (
          <Tooltip text={queue.error.message} side="right">
            <span className={styles.warning}>
              <TriangleAlert size={15} aria-hidden />
              <VisuallyHidden>Could not be loaded</VisuallyHidden>
            </span>
          </Tooltip>
        ) : pending === undefined ? null : (
          <span className={styles.count} aria-label={`${formatCount(pending)} pending`}>
            {formatCount(pending)}
          </span>
        )
      }
    >
      {queue.config.name}
    </ViewItem>
  )
}

interface ViewItemProps {
  readonly icon: LucideIcon
  readonly current: boolean
  readonly onSelect: () => void
  readonly trailing?: ReactNode
  readonly children: string
}

function ViewItem({ icon: Icon, current, onSelect, trailing, children }: ViewItemProps) {
  return (
    <button
      type="button"
      className={styles.item}
      aria-current={current ? 'page' : undefined}
      onClick={onSelect}
    >
      <Icon aria-hidden />
      <span className={styles.name} title={children}>
        {children}
      </span>
      {trailing}
    </button>
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
