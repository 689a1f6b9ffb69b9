import { useState, type ReactNode } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Connection } from '../../../shared/connections/connections.ts'
import type { QueueState } from '../../../shared/queues/queues.ts'
import { connectionsQuery } from '../../queries/connections.ts'
import { forgetQueue, queuesQuery, refreshQueue } from '../../queries/queues/queues.ts'
import { useCommand } from '../../ui/commands/commands.ts'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import { QueueHeader } from './queue-header.tsx'
import styles from './queue-view.module.css'
import type { ClaimNext } from './use-claim-next.ts'

interface QueueViewProps {
  /** `null` while the job queues are loading. */
  readonly name: string | null
  readonly claiming: ClaimNext
  /** Renders the numbers between the header and the jobs. */
  readonly renderStrip: (queue: QueueState) => ReactNode
  /** The jobs of the queue. */
  readonly children: ReactNode
}

/** One job queue: its numbers and its jobs. */
export function QueueView({ name, claiming, renderStrip, children }: QueueViewProps) {
  const queues = useQuery(queuesQuery())
  const connections = useQuery(connectionsQuery())
  const queue = queues.data?.queues.find((candidate) => candidate.config.name === name)
  if (queues.isError) {
    return (
      <div className={styles.error}>
        <ErrorNote error={queues.error} onRetry={() => void queues.refetch()} />
      </div>
    )
  }
  if (queues.data === undefined || queue === undefined) return <QueueSkeleton />
  const connection = connections.data?.connections.find((one) => one.id === queues.data.connectionId)
  return (
    <LoadedQueue queue={queue} connection={connection} claiming={claiming} renderStrip={renderStrip}>
      {children}
    </LoadedQueue>
  )
}

interface LoadedQueueProps extends Pick<QueueViewProps, 'claiming' | 'renderStrip' | 'children'> {
  readonly queue: QueueState
  readonly connection: Connection | undefined
}

function LoadedQueue({ queue, connection, claiming, renderStrip, children }: LoadedQueueProps) {
  const { name } = queue.config
  const [forgetting, setForgetting] = useState(false)
  const refresh = useMutation(refreshQueue())
  const forget = useMutation(forgetQueue())
  const refreshNow = (): void => refresh.mutate({ name })
  useCommand('refresh', { run: refreshNow })
  const isOffline = connection?.state === 'reconnecting'

  return (
    <div className={styles.view}>
      <QueueHeader
        queue={queue}
        reconnecting={isOffline}
        waiting={claiming.waiting.find((one) => one.queue === name) ?? null}
        onClaim={(status, max) => claiming.start(name, status, max)}
        onCancelClaim={() => claiming.cancel(name)}
        onRefresh={refreshNow}
        onForget={() => setForgetting(true)}
      />
      {renderStrip(queue)}
      {children}
      {/* Below the list, so that no row moves when it appears. */}
      {isOffline || queue.error === null ? null : (
        <div className={styles.notice}>
          <ErrorNote
            error={queue.error}
            onRetry={refreshNow}
            retryLabel={refresh.isPending ? 'Retrying…' : 'Try again'}
            retrying={refresh.isPending}
          />
        </div>
      )}
      {forgetting ? (
        <ConfirmDialog
          title={`Remove ${name} from the sidebar?`}
          confirm="Remove"
          onClose={() => setForgetting(false)}
          onConfirm={() => {
            setForgetting(false)
            claiming.cancel(name)
            forget.mutate({ name })
          }}
        >
          Nothing is deleted: its buckets, queues and jobs stay. You can add it again at any time.
        </ConfirmDialog>
      ) : null}
    </div>
  )
}

function QueueSkeleton() {
  return (
    <div className={styles.view}>
      <VisuallyHidden>
        <output>Loading the job queue</output>
      </VisuallyHidden>
      <PageHeader
        title={<VisuallyHidden>Remotejob</VisuallyHidden>}
        meta={<Skeleton width={140} height={20} />}
      />
      <div className={styles.stripSkeleton} />
    </div>
  )
}
