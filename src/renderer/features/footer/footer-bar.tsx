import { ArrowDownToLine, ArrowUpFromLine, CircleAlert } from 'lucide-react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { Transfer } from '../../../shared/transfers.ts'
import {
  activeCount,
  isActive,
  pauseAllTransfers,
  resumeAllTransfers,
  transfersQuery,
} from '../../queries/transfers.ts'
import { formatBytes, formatDuration, formatPercent, formatSpeed, plural } from '../../ui/format.ts'
import { ProgressBar } from '../../ui/feedback/progress-bar.tsx'
import { transferProgress } from '../../ui/feedback/transfer-state.tsx'
import { useView } from '../../ui/view.ts'
import { ForeignText } from '../../ui/foreign-text.tsx'
import { visibleText } from '../../../shared/hidden-text.ts'
import styles from './footer-bar.module.css'
import { RequestsToday } from './requests-today.tsx'

/** The running transfers, always visible. */
export function FooterBar() {
  const { show } = useView()
  const { data } = useQuery(transfersQuery())
  const counts = data?.counts
  const pause = useMutation(pauseAllTransfers())
  const resume = useMutation(resumeAllTransfers())
  const active = data === undefined ? 0 : activeCount(data)
  const paused = counts?.paused ?? 0
  const needAttention = (counts?.failed ?? 0) + (counts?.stored ?? 0) + (counts?.interrupted ?? 0)
  const moving = data?.transfers
    .filter((transfer) => isActive(transfer.state))
    .toSorted((left, right) => Number(right.state === 'running') - Number(left.state === 'running'))
    .slice(0, 2)
  return (
    <footer className={styles.footer} aria-label="Transfers and requests">
      {moving === undefined || moving.length === 0 ? (
        <span className={styles.quiet}>
          {paused > 0
            ? 'All transfers are paused.'
            : 'No transfers are running. Files you submit or save appear here.'}
        </span>
      ) : (
        moving.map((transfer, index) => (
          <MovingTransfer key={transfer.id} transfer={transfer} brief={index > 0} />
        ))
      )}
      <span className={styles.gap} />
      <RequestsToday />
      {needAttention > 0 ? (
        <button type="button" className={styles.link} onClick={() => show({ kind: 'transfers' })}>
          <CircleAlert size={14} aria-hidden className={styles.alert} />
          {plural(needAttention, 'transfer needs', 'transfers need')} attention
        </button>
      ) : null}
      {active > 0 || paused > 0 ? (
        <span className={styles.all}>
          <button type="button" className={styles.link} onClick={() => show({ kind: 'transfers' })}>
            {active > 0 ? plural(active, 'transfer') : plural(paused, 'paused transfer')}
          </button>
          <span aria-hidden>·</span>
          {active > 0 ? (
            <button type="button" className={styles.link} onClick={() => pause.mutate()}>
              Pause all
            </button>
          ) : (
            <button type="button" className={styles.link} onClick={() => resume.mutate()}>
              Resume all
            </button>
          )}
        </span>
      ) : null}
    </footer>
  )
}

interface MovingTransferProps {
  readonly transfer: Transfer
  /** Hides speed and time. */
  readonly brief: boolean
}

function MovingTransfer({ transfer, brief }: MovingTransferProps) {
  const Icon = transfer.kind === 'save' ? ArrowDownToLine : ArrowUpFromLine
  const progress = transferProgress(transfer)
  return (
    <span className={styles.transfer}>
      <Icon size={14} aria-label={transfer.kind === 'save' ? 'Download' : 'Upload'} />
      <b className={styles.name} title={visibleText(transfer.name)}>
        <ForeignText text={transfer.name} />
      </b>
      <span className={styles.bar}>
        <ProgressBar
          label={`Progress of ${transfer.name}`}
          value={transfer.state === 'waiting' ? 0 : progress}
        />
      </span>
      <span className={styles.figures}>
        {progressText(transfer, progress)}
        {brief || transfer.state !== 'running' ? null : (
          <span className={styles.speed}>{speedText(transfer)}</span>
        )}
      </span>
    </span>
  )
}

/** `34 %`, or the state if the progress is unknown. */
function progressText(transfer: Transfer, progress: number | null): string {
  if (transfer.state === 'waiting') return 'waiting'
  if (transfer.state === 'queueing') return 'queueing'
  if (transfer.state === 'reconnecting') return 'reconnecting'
  return progress === null ? formatBytes(transfer.bytesDone) : formatPercent(progress)
}

/** ` · 18 MB/s · 0:42 left`, or an empty string while no bytes move. */
function speedText({ bytesDone, bytesTotal, bytesPerSecond }: Transfer): string {
  if (bytesPerSecond === 0) return ''
  const speed = ` · ${formatSpeed(bytesPerSecond)}`
  if (bytesTotal === null) return speed
  return `${speed} · ${formatDuration(((bytesTotal - bytesDone) / bytesPerSecond) * 1_000)} left`
}
