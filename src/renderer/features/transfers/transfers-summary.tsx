import { ArrowUpDown, ChevronUp, CircleX } from 'lucide-react'
import type { Ref } from 'react'
import type { TransfersSnapshot } from '../../../shared/files/transfers.ts'
import { activeCount, isActive, needsUserCount } from '../../queries/transfers.ts'
import { ProgressBar } from '../../ui/feedback/progress-bar.tsx'
import { formatCount, formatDuration, formatPercent, formatSpeed, plural } from '../../ui/text/format.ts'
import type { TransferGroup } from './transfer-text.ts'
import styles from './transfers.module.css'

interface TransfersSummaryProps {
  readonly ref: Ref<HTMLButtonElement>
  readonly snapshot: TransfersSnapshot | undefined
  readonly open: boolean
  readonly onToggle: () => void
  readonly onShow: (group: TransferGroup) => void
}

/** All transfers in one line: count, progress, speed and failures. */
export function TransfersSummary({ ref, snapshot, open, onToggle, onShow }: TransfersSummaryProps) {
  const active = snapshot === undefined ? 0 : activeCount(snapshot)
  const failed = snapshot === undefined ? 0 : needsUserCount(snapshot)
  const paused = snapshot?.counts.paused ?? 0
  const progress = snapshot === undefined || active === 0 ? null : progressOfAll(snapshot)
  return (
    <div className={styles.summary}>
      <button
        ref={ref}
        type="button"
        className={styles.summaryButton}
        aria-expanded={open}
        onClick={onToggle}
      >
        <ArrowUpDown size={14} strokeWidth={1.75} aria-hidden />
        {active > 0
          ? plural(active, 'transfer')
          : paused > 0
            ? `${formatCount(paused)} paused`
            : 'No transfers'}
        {progress === null ? null : (
          <>
            <span className={styles.summaryBar}>
              <ProgressBar label="Progress of all transfers" value={progress.value} />
            </span>
            <span className={styles.summaryWords}>{progress.words}</span>
          </>
        )}
        <ChevronUp size={14} aria-hidden className={styles.chevron} />
      </button>
      {failed > 0 ? (
        <button type="button" className={styles.failed} onClick={() => onShow('failed')}>
          <CircleX size={14} strokeWidth={1.75} aria-hidden />
          {formatCount(failed)} failed
        </button>
      ) : null}
    </div>
  )
}

/** Returns the overall progress of the active transfers. Unlisted ones have not started. */
function progressOfAll({ transfers, bytesPerSecond }: TransfersSnapshot) {
  const listed = transfers.filter(({ state }) => isActive(state))
  const known = listed.filter(({ bytesTotal }) => bytesTotal !== null)
  const total = known.reduce((sum, { bytesTotal }) => sum + (bytesTotal ?? 0), 0)
  const done = known.reduce((sum, { bytesDone }) => sum + bytesDone, 0)
  const value = total === 0 ? null : done / total
  const isDown =
    listed.length > 0 && listed.every(({ state }) => state === 'reconnecting' || state === 'waiting')
  const words = [
    value === null ? null : formatPercent(value),
    bytesPerSecond > 0 ? formatSpeed(bytesPerSecond) : isDown ? 'waiting' : null,
    bytesPerSecond > 0 && total > done
      ? `${formatDuration(((total - done) / bytesPerSecond) * 1_000)} left`
      : null,
  ]
  return { value, words: words.filter((word) => word !== null).join(' · ') }
}
