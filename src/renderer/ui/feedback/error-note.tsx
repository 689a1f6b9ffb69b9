import { Button } from '../controls/button.tsx'
import { Notice } from './notice.tsx'
import styles from './error-note.module.css'

interface ErrorNoteProps {
  /** A `WireError`, a `RemotejobError`, or any other error. */
  readonly error: { readonly message: string; readonly hint?: string }
  readonly onRetry?: () => void
  readonly retryLabel?: string
}

/** An error's message and hint, with an optional retry button. */
export function ErrorNote({ error, onRetry, retryLabel = 'Try again' }: ErrorNoteProps) {
  return (
    <Notice tone="danger" title={error.message}>
      {error.hint === undefined || error.hint === '' ? null : <p className={styles.hint}>{error.hint}</p>}
      {onRetry === undefined ? null : (
        <Button size="small" onClick={onRetry}>
          {retryLabel}
        </Button>
      )}
    </Notice>
  )
}
