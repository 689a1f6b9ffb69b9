import { useQuery } from '@tanstack/react-query'
import { ArrowDownUp } from 'lucide-react'
import type { TransfersSnapshot } from '../../../shared/transfers.ts'
import { transfersQuery } from '../../queries/transfers.ts'
import { EmptyState } from '../../ui/feedback/empty-state.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { formatCount, formatSpeed } from '../../ui/format.ts'
import { PageHeader } from '../../ui/layout/page-header.tsx'
import { AllActions } from './all-actions.tsx'
import { SpeedLimit } from './speed-limit.tsx'
import { TransferList } from './transfer-list.tsx'
import styles from './transfers-view.module.css'

/** Every upload and download of this session. */
export function TransfersView() {
  const transfers = useQuery(transfersQuery())
  const snapshot = transfers.data

  return (
    <section className={styles.view} aria-label="Transfers">
      <PageHeader
        title="Transfers"
        actions={snapshot === undefined ? null : <AllActions snapshot={snapshot} />}
      />
      <div className={styles.bar}>
        {snapshot === undefined ? null : <Counts snapshot={snapshot} />}
        <SpeedLimit />
      </div>
      {transfers.isError ? (
        <ErrorNote error={transfers.error} onRetry={() => void transfers.refetch()} />
      ) : snapshot === undefined ? null : snapshot.transfers.length === 0 ? (
        <EmptyState icon={<ArrowDownUp />} title="No transfers yet">
          Drop files anywhere to submit them, or save a job you have claimed. Transfers are listed here.
        </EmptyState>
      ) : (
        <TransferList snapshot={snapshot} />
      )}
    </section>
  )
}

function Counts({ snapshot }: { readonly snapshot: TransfersSnapshot }) {
  const { counts, bytesPerSecond } = snapshot
  const needAttention = counts.stored + counts.unconfirmed + counts.failed + counts.interrupted
  const parts = [
    [counts.running + counts.queueing, 'running'],
    [counts.waiting, 'waiting'],
    [counts.reconnecting, 'reconnecting'],
    [counts.paused, 'paused'],
    [needAttention, needAttention === 1 ? 'needs attention' : 'need attention'],
    [counts.done, 'done'],
    [counts.cancelled, 'cancelled'],
  ] as const
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`)
  if (bytesPerSecond > 0) words.push(formatSpeed(bytesPerSecond))
  return <p className={styles.counts}>{words.join(' · ')}</p>
}
