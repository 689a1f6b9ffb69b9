import { useQuery } from '@tanstack/react-query'
import type { QueueConfig, QueueResource } from '../../../shared/queues/queues.ts'
import { connectionsQuery } from '../../queries/connections.ts'
import { queuesElsewhereQuery } from '../../queries/queues/queues.ts'
import { Notice } from '../../ui/feedback/notice.tsx'
import { halfMissing } from './half-missing.ts'

interface HalfMissingNoticeProps {
  readonly config: QueueConfig
  /** Says which of its buckets and queues exist. */
  readonly found: readonly QueueResource[]
}

/**
 * Warns that only a job queue's buckets or only its queues exist, before the other half is
 * created.
 */
export function HalfMissingNotice({ config, found }: HalfMissingNoticeProps) {
  const connections = useQuery(connectionsQuery()).data
  const connection = connections?.connections.find(({ id }) => id === connections.activeId)
  const half = connection === undefined ? null : halfMissing(found, connection)
  const elsewhere = useQuery({
    ...queuesElsewhereQuery(connection?.id ?? '', config),
    // Only AWS has regions to search.
    enabled: half?.missing === 'queues' && (connection?.kind === 'profile' || connection?.kind === 'keys'),
  })
  if (half === null) return null
  const region = elsewhere.data?.region ?? null
  return (
    <Notice tone="warning" title={half.title}>
      {region === null
        ? half.text
        : `They exist in ${region}. Workers there would never see jobs in new queues. Change the region of the connection ` +
          `to ${region} in Settings, and add the job queue then.`}
    </Notice>
  )
}
