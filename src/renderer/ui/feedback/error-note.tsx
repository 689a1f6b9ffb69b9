import type { Remedy } from '../../../shared/errors.ts'
import { Button } from '../controls/button.tsx'
import { Notice } from './notice.tsx'
import { RemedyButton } from './remedy.tsx'
import styles from './error-note.module.css'

interface ErrorNoteProps {
  /** A `WireError`, a `RemotejobError`, or any other error. */
  readonly error: {
    readonly message: string
    readonly hint?: string
    readonly remedy?: Remedy | null | undefined
  }
  readonly onRetry?: () => void
  readonly retryLabel?: string
  readonly retrying?: boolean
  readonly tone?: 'warning' | 'danger'
}

/**
 * An error's message and hint, with a button for its remedy, and a retry button if a retry is
 * possible.
 */
export function ErrorNote(props: ErrorNoteProps) {
  const { error, onRetry, retryLabel = 'Try again', retrying = false, tone = 'danger' } = props
  const { remedy } = error
  return (
    <Notice tone={tone} title={error.message}>
      {error.hint === undefined || error.hint === '' ? null : <p className={styles.hint}>{error.hint}</p>}
      {remedy === undefined || remedy === null || remedy === 'retry' ? null : (
        <RemedyButton remedy={remedy} />
      )}
      {onRetry === undefined ? null : (
        <Button size="small" disabled={retrying} onClick={onRetry}>
          {retryLabel}
        </Button>
      )}
    </Notice>
  )
}
