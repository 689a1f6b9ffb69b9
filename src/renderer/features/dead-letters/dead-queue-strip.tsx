import type { ReactNode } from 'react'
import type { DeadLetterQueue } from '../../../shared/queues/dead-letters.ts'
import { formatReportedCount, plural } from '../../ui/text/format.ts'
import { formatSeconds } from '../../ui/text/seconds.ts'
import styles from './dead-letters.module.css'

interface DeadQueueStripProps {
  readonly dead: DeadLetterQueue
  /** AWS reports approximate counts, the local server exact ones. */
  readonly approximate: boolean
  /** This app's jobs that are known to be dead. */
  readonly known: ReactNode
}

/** Shows what is known about a dead-letter queue without receiving from it. */
export function DeadQueueStrip({ dead, approximate, known }: DeadQueueStripProps) {
  const count = (value: number | undefined): string =>
    value === undefined ? '—' : formatReportedCount(value, approximate)
  const { depth } = dead
  const sources = dead.sources
    .map(({ queue, maxReceives }) =>
      maxReceives === null ? queue : `${queue} after ${plural(maxReceives, 'receive')}`,
    )
    .join(', ')
  return (
    <dl className={styles.strip} aria-label={`Numbers for ${dead.name}`}>
      <div data-alert={(depth?.visible ?? 0) > 0 || undefined}>
        <dt>Dead</dt>
        <dd>
          <b>{count(depth?.visible)}</b>
        </dd>
      </div>
      <div>
        <dt>Being inspected</dt>
        <dd>
          <b>{count(depth?.inFlight)}</b>
        </dd>
      </div>
      <div className={styles.retention}>
        <dt>Kept for</dt>
        <dd>{dead.retentionSeconds === null ? 'unknown' : formatSeconds(dead.retentionSeconds)}</dd>
      </div>
      <div className={styles.sources}>
        <dt>From</dt>
        {/* The title also shows what is cut off. */}
        <dd title={dead.allSources ? sources : `${sources}. There may be others that these keys cannot see.`}>
          {sources}
          {dead.allSources ? '' : ', and perhaps others'}
        </dd>
      </div>
      <div>
        <dt>From this computer</dt>
        <dd>{known}</dd>
      </div>
    </dl>
  )
}
