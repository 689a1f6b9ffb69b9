import { Skull } from 'lucide-react'
import type { QueueFigures } from '../../../../shared/metrics/metrics.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { plural } from '../../../ui/text/format.ts'
import styles from './needs-you.module.css'

interface DeadLetterRowsProps {
  readonly queues: readonly QueueFigures[]
  readonly onShow: (connectionId: string, queue: string) => void
}

/**
 * The job queues with messages in their dead-letter queues. Receiving them is the only way to know
 * which jobs they are.
 */
export function DeadLetterRows({ queues, onShow }: DeadLetterRowsProps) {
  if (queues.length === 0) return null
  return (
    <ul className={styles.rows} aria-label="Dead letters">
      {queues.map(({ connectionId, queue, dead }) => (
        <li key={`${connectionId} ${queue}`} className={styles.row} data-tone="bad">
          <span className={styles.what}>
            <Skull size={16} strokeWidth={1.75} aria-hidden />
            Dead letters
          </span>
          <span className={styles.wide}>
            {plural(dead?.value ?? 0, 'message is', 'messages are')} in the dead-letter queue of{' '}
            <bdi>{queue}</bdi>.
          </span>
          <span className={styles.buttons}>
            <Button
              size="small"
              aria-label={`Show the dead letters of ${queue}`}
              onClick={() => onShow(connectionId, queue)}
            >
              Show
            </Button>
          </span>
        </li>
      ))}
    </ul>
  )
}
