import { Progress } from '@base-ui/react/progress'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './progress-bar.module.css'

export interface ProgressBarProps {
  /** The accessible name. */
  readonly label: string
  /** From 0 to 1, or `null` if unknown. */
  readonly value: number | null
  readonly tone?: 'accent' | 'done' | 'progress' | 'dead'
}

export function ProgressBar({ label, value, tone = 'accent' }: ProgressBarProps) {
  return (
    <Progress.Root
      className={styles.root}
      aria-label={visibleText(label)}
      value={value === null ? null : Math.round(Math.min(1, Math.max(0, value)) * 100)}
    >
      <Progress.Track className={styles.track}>
        <Progress.Indicator className={styles.fill} data-tone={tone} />
      </Progress.Track>
    </Progress.Root>
  )
}
