import { useState, type ReactNode } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Connection } from '../../../shared/connections.ts'
import type { QueuesSnapshot, QueueState } from '../../../shared/queues.ts'
import { connectionsQuery } from '../../queries/connections.ts'
import { claimsQuery } from '../../queries/claims.ts'
import { transfersQuery } from '../../queries/transfers.ts'
import { forgetQueue, queuesQuery, refreshQueue } from '../../queries/queues.ts'
import { Button } from '../../ui/controls/button.tsx'
import { useCommands } from '../../ui/commands.ts'
import { ConfirmDialog } from '../../ui/layout/confirm-dialog.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { formatAge } from '../../ui/format.ts'
import { Notice } from '../../ui/feedback/notice.tsx'
import { Skeleton } from '../../ui/feedback/skeleton.tsx'
import { useNow } from '../../ui/use-now.ts'
import { VisuallyHidden } from '../../ui/layout/visually-hidden.tsx'
import { EmptyQueue } from './empty-queue.tsx'
import { Lane } from './lane.tsx'
import { QueueHeader } from './queue-header.tsx'
import styles from './queue-view.module.css'
import { useClaimNext } from './use-claim-next.ts'

interface QueueViewProps {
  /** `null` while the job queues are loading. */
  readonly name: string | null
  /** Shown below the lanes. */
  readonly children: ReactNode
}

/** One job queue: its lanes and the user's jobs. */
export function QueueView({ name, children }: QueueViewProps) {
  const queues = useQuery(queuesQuery())
  const connections = useQuery(connectionsQuery())
  const queue = queues.data?.queues.find((candidate) => candidate.config.name === name)
  if (queues.isError) {
    return <ErrorNote error={queues.error} onRetry={() => void queues.refetch()} />
  }
  if (queues.data === undefined || queue === undefined) return <QueueSkeleton />
  return (
    <LoadedQueue
      queue={queue}
      snapshot={queues.data}
      connection={connections.data?.connections.find((one) => one.id === queues.data.connectionId)}
    >
      {children}
    </LoadedQueue>
  )
}

interface LoadedQueueProps {
  readonly queue: QueueState
  readonly snapshot: QueuesSnapshot
  readonly connection: Connection | undefined
  readonly children: ReactNode
}

function LoadedQueue({ queue, snapshot, connection, children }: LoadedQueueProps) {
  const { name, statuses } = queue.config
  const [forgetting, setForgetting] = useState(false)
  const { waiting, start, cancel } = useClaimNext(name)
  const refresh = useMutation(refreshQueue())
  const forget = useMutation(forgetQueue())
  const claimFirst = (): void => start(statuses[0] ?? 'pending')
  const claimMany = (): void => start(statuses[0] ?? 'pending', 10)
  useCommands({ 'claim-next': claimFirst, 'claim-batch': claimMany })
  const isEmpty = useIsEmpty(queue, snapshot.connectionId)

  return (
    <div className={styles.view}>
      <QueueHeader
        queue={queue}
        connection={connection}
        requestsPerHour={snapshot.requestsPerHour}
        waiting={waiting}
        onClaim={claimFirst}
        onCancelClaim={cancel}
        onRefresh={() => refresh.mutate({ name })}
        onForget={() => setForgetting(true)}
      />
      {connection?.state === 'reconnecting' ? null : (
        <StaleNotice queue={queue} retrying={refresh.isPending} onRetry={() => refresh.mutate({ name })} />
      )}
      <div className={styles.lanes} data-count={Math.min(queue.lanes.length, 6)}>
        {queue.lanes.map((lane) => (
          <Lane
            key={lane.status}
            lane={lane}
            approximate={connection?.kind !== 'local'}
            stale={queue.error !== null}
            claiming={waiting === null ? 'no' : waiting.status === lane.status ? 'here' : 'others'}
            onClaim={() => start(lane.status)}
          />
        ))}
      </div>
      <div className={styles.jobs}>{isEmpty ? <EmptyQueue name={name} /> : children}</div>
      {forgetting ? (
        <ConfirmDialog
          title={`Remove ${name} from the sidebar?`}
          confirm="Remove"
          onClose={() => setForgetting(false)}
          onConfirm={() => {
            setForgetting(false)
            forget.mutate({ name })
          }}
        >
          Its buckets, queues and jobs are not changed. You can add it again at any time.
        </ConfirmDialog>
      ) : null}
    </div>
  )
}

/** Whether the queue has no messages, claims or transfers. `false` until all of them are loaded. */
function useIsEmpty(queue: QueueState, connectionId: string): boolean {
  const claims = useQuery(claimsQuery()).data?.claims
  const transfers = useQuery(transfersQuery()).data?.transfers
  const { name } = queue.config
  const isOf = (one: { readonly queue: string; readonly connectionId: string }): boolean =>
    one.queue === name && one.connectionId === connectionId
  if (claims === undefined || transfers === undefined || queue.error !== null) return false
  const inQueues = queue.lanes.map(({ depth }) =>
    depth === null ? 1 : depth.visible + depth.inFlight + depth.delayed,
  )
  return inQueues.every((count) => count === 0) && !claims.some(isOf) && !transfers.some(isOf)
}

interface StaleNoticeProps {
  readonly queue: QueueState
  readonly retrying: boolean
  readonly onRetry: () => void
}

/** Why the counts are old. */
function StaleNotice({ queue, retrying, onRetry }: StaleNoticeProps) {
  const { error } = queue
  if (error === null) return null
  return (
    <Notice tone="danger" title={error.message}>
      {error.hint} {queue.refreshedAt === null ? null : <CountsAge since={queue.refreshedAt} />}
      <span className={styles.remedies}>
        <Button size="small" disabled={retrying} onClick={onRetry}>
          {retrying ? 'Retrying…' : 'Try again'}
        </Button>
      </span>
    </Notice>
  )
}

function CountsAge({ since }: { readonly since: number }) {
  const now = useNow()
  return `The numbers below are as of ${formatAge(now - since)}.`
}

function QueueSkeleton() {
  return (
    <div className={styles.view}>
      <VisuallyHidden>
        <h1>Remotejob</h1>
        <output>Loading the job queue</output>
      </VisuallyHidden>
      <div className={styles.headSkeleton}>
        <Skeleton width={140} height={22} />
        <Skeleton width={88} height={22} />
      </div>
      <div className={styles.lanes} data-count={3}>
        <Skeleton width="100%" height={108} />
        <Skeleton width="100%" height={108} />
        <Skeleton width="100%" height={108} />
      </div>
    </div>
  )
}
