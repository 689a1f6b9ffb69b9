import type { Claim } from '../../../../shared/jobs/claims.ts'
import { visibleText } from '../../../../shared/texts/hidden-text.ts'
import type { JobDetail } from '../../../../shared/jobs/jobs.ts'
import { dateTime, formatMoment } from '../../../ui/text/format.ts'
import { startOfDay } from '../../../ui/text/time-text.ts'
import { minuteMs, useTimeDerived } from '../../../ui/use-now.ts'
import styles from './panel.module.css'
import { timelineOf } from './timeline.ts'

interface PanelTimelineProps {
  readonly detail: JobDetail
  readonly claim: Claim | null
  readonly onShowJob: (id: number) => void
}

/** A job's history, from the drop to the result, newest first. */
export function PanelTimeline({ detail, claim, onShowJob }: PanelTimelineProps) {
  const today = useTimeDerived(startOfDay, minuteMs)
  const entries = timelineOf(detail, claim)
  return (
    <section className={styles.section} aria-labelledby={`timeline-${detail.job.id}`}>
      <h3 className={styles.caption} id={`timeline-${detail.job.id}`}>
        Timeline
      </h3>
      <ol className={styles.timeline} aria-label="Timeline">
        {entries.map(({ at, what, detail: words, tone, job }) => (
          <li key={`${at} ${what} ${job}`} data-tone={tone}>
            <span className={styles.words}>
              {job === null ? (
                <b>{what}</b>
              ) : (
                <button type="button" className={styles.link} onClick={() => onShowJob(job)}>
                  {what}
                </button>
              )}
              {words === null ? null : ` ${visibleText(words)}`}
            </span>
            <time dateTime={new Date(at).toISOString()} title={dateTime(at)}>
              {formatMoment(at, today)}
            </time>
          </li>
        ))}
      </ol>
    </section>
  )
}
