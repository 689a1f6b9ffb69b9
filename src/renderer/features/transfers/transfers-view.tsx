import { useMutation, useQuery } from '@tanstack/react-query'
import { ArrowDownUp } from 'lucide-react'
import type { TransfersSnapshot } from '../../../shared/transfers.ts'
import { clearTransfers, isActive, transfersQuery } from '../../queries/transfers.ts'
import { Button } from '../../ui/button.tsx'
import { EmptyState } from '../../ui/empty-state.tsx'
import { ErrorNote } from '../../ui/error-note.tsx'
import { formatCount, formatSpeed } from '../../ui/format.ts'
import { PageHeader } from '../../ui/page-header.tsx'
import { TransferList } from './transfer-list.tsx'
import styles from './transfers-view.module.css'

/** Every upload and download of this run. */
export function TransfersView() {
  const transfers = useQuery(transfersQuery())
  const clear = useMutation(clearTransfers())
  const snapshot = transfers.data
  const finished = snapshot?.transfers.some(({ state }) => state === 'done' || state === 'cancelled') ?? false

  return (
    <section className={styles.view} aria-label="Transfers">
      <PageHeader
        title="Transfers"
        meta={snapshot === undefined ? null : <Counts snapshot={snapshot} />}
        actions={
          <Button disabled={!finished || clear.isPending} onClick={() => clear.mutate()}>
            Clear finished
          </Button>
        }
      />
      {transfers.isError ? (
        <ErrorNote error={transfers.error} onRetry={() => void transfers.refetch()} />
      ) : snapshot === undefined ? null : snapshot.transfers.length === 0 ? (
        <EmptyState icon={<ArrowDownUp />} title="No transfers yet">
          Drop files anywhere to submit them, or save a job you have claimed. What moves shows up here.
        </EmptyState>
      ) : (
        <TransferList transfers={snapshot.transfers} />
      )}
    </section>
  )
}

function Counts({ snapshot }: { readonly snapshot: TransfersSnapshot }) {
  const { counts } = snapshot
  const needy = counts.stored + counts.failed + counts.interrupted
  const parts = [
    [counts.running + counts.queueing, 'running'],
    [counts.waiting, 'waiting'],
    [needy, needy === 1 ? 'needs you' : 'need you'],
    [counts.done, 'done'],
  ] as const
  const moving = snapshot.transfers.some(({ state }) => isActive(state)) && snapshot.bytesPerSecond > 0
  const words = parts.filter(([count]) => count > 0).map(([count, word]) => `${formatCount(count)} ${word}`)
  if (moving) words.push(formatSpeed(snapshot.bytesPerSecond))
  return words.length === 0 ? null : <p className={styles.counts}>{words.join(' · ')}</p>
}
