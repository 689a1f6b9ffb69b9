import { useMutation } from '@tanstack/react-query'
import type { DeadLetter, DeadLetterMove } from '../../../shared/queues/dead-letters.ts'
import { cancelDeadLetterMove } from '../../queries/queues/dead-letters.ts'
import { Button } from '../../ui/controls/button.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { ProgressBar } from '../../ui/feedback/progress-bar.tsx'
import { formatCount, plural } from '../../ui/text/format.ts'
import { useKnownDead } from './use-known-dead.ts'
import styles from './dead-letters.module.css'

interface MoveProgressProps {
  readonly connectionId: string
  readonly queue: string
  readonly name: string
  readonly move: DeadLetterMove
  /** The received messages, which were not moved. */
  readonly deadLetters: readonly DeadLetter[]
}

/** Shows the progress of resubmitting all dead letters, or how it ended. */
export function MoveProgress({ connectionId, queue, name, move, deadLetters }: MoveProgressProps) {
  const uncertainJobs =
    useKnownDead(connectionId, queue) - deadLetters.filter(({ job }) => job !== null).length
  const cancel = useMutation(cancelDeadLetterMove())
  const running = move.state === 'running' || move.state === 'cancelling'
  const isByServer = !running && move.by === 'server' && move.moved > 0
  const of = move.total === null ? '' : ` of ${formatCount(move.total)}`
  return (
    <div className={styles.move}>
      <output className={styles.moveText}>
        {textOf(move, of)}
        {isByServer && uncertainJobs > 0 ? ` ${uncertainText(uncertainJobs)}` : null}
        {isByServer ? newIdsText : null}
      </output>
      {running ? (
        <>
          <span className={styles.moveBar}>
            <ProgressBar
              label="Submitting all again"
              value={move.total === null || move.total === 0 ? null : move.moved / move.total}
            />
          </span>
          <Button
            size="small"
            disabled={move.state === 'cancelling'}
            busy={cancel.isPending}
            onClick={() => cancel.mutate({ queue, name })}
          >
            {move.state === 'cancelling' ? 'Cancelling…' : 'Cancel'}
          </Button>
        </>
      ) : null}
      {cancel.error === null ? null : <ErrorNote error={cancel.error} />}
      {move.error === null ? null : <ErrorNote error={move.error} />}
    </div>
  )
}

/** The app cannot link the results of moved jobs: their keys begin with an unknown id. */
const newIdsText = ' Moved messages have new ids, so their results show under Files.'

/** SQS reports how many messages a task has moved, but not which. */
function uncertainText(jobs: number): string {
  const subject =
    jobs === 1 ? 'The job still shown as dead' : `Some of the ${formatCount(jobs)} jobs still shown as dead`
  return `SQS does not report which. ${subject} may be back in the queue.`
}

function textOf({ state, moved, by }: DeadLetterMove, of: string): string {
  const messages = plural(moved, 'message')
  switch (state) {
    case 'running':
    case 'cancelling':
      return `Submitting all again · ${formatCount(moved)}${of}${by === 'server' ? ' · on the server' : ''}`
    case 'done':
      return `All submitted again: ${messages}.`
    case 'cancelled':
      return `Cancelled after ${messages}${of}. The others are still here.`
    case 'failed':
      return `Stopped after ${messages}${of}. The others are still here.`
  }
}
