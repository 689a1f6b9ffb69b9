import { useId } from 'react'
import styles from './text-area.module.css'

interface TextAreaProps {
  readonly label: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly rows?: number
  /** Shown below. */
  readonly help?: string
  /** Describes the error. Replaces `help`. */
  readonly error?: string | null
}

/** A monospace field for multi-line text. */
export function TextArea({ label, value, onChange, rows = 12, help, error = null }: TextAreaProps) {
  const id = useId()
  return (
    <div className={styles.field}>
      <label className={styles.label} htmlFor={id}>
        {label}
      </label>
      <textarea
        id={id}
        className={styles.area}
        rows={rows}
        value={value}
        spellCheck={false}
        autoComplete="off"
        aria-invalid={error !== null || undefined}
        aria-describedby={`${id}-help`}
        onChange={(event) => onChange(event.target.value)}
      />
      <p id={`${id}-help`} className={styles.help} data-error={error !== null || undefined}>
        {error ?? help ?? ''}
      </p>
    </div>
  )
}
