import type { KeyboardEvent, ReactNode, Ref } from 'react'
import { Field } from '@base-ui/react/field'
import { classNames } from '../class-names.ts'
import { visibleText } from '../../../shared/texts/hidden-text.ts'
import styles from './text-field.module.css'

export interface TextFieldProps {
  readonly label: string
  readonly hideLabel?: boolean
  readonly value: string
  readonly onChange: (value: string) => void
  readonly placeholder?: string
  /** Shown below the field. */
  readonly help?: ReactNode
  /** Describes the error. Replaces `help`. */
  readonly error?: string | null
  /** A lucide icon inside, before the text. */
  readonly icon?: ReactNode
  readonly mono?: boolean
  readonly autoFocus?: boolean
  readonly disabled?: boolean
  readonly maxLength?: number
  readonly type?: 'text' | 'search' | 'date'
  readonly ref?: Ref<HTMLInputElement>
}

export function TextField(props: TextFieldProps) {
  const {
    label,
    hideLabel = false,
    value,
    onChange,
    help,
    error = null,
    icon,
    mono = false,
    ...input
  } = props

  /** Escape clears a search and leaves it, so that the list's shortcuts work again. */
  function leave(event: KeyboardEvent<HTMLInputElement>): void {
    if (event.key !== 'Escape') return
    if (value !== '') {
      event.stopPropagation()
      onChange('')
    }
    event.currentTarget.blur()
  }

  return (
    <Field.Root className={styles.field} invalid={error !== null}>
      <Field.Label className={classNames(hideLabel ? styles.hidden : styles.label)}>
        {visibleText(label)}
      </Field.Label>
      <span className={styles.box}>
        {icon === undefined ? null : <span className={styles.icon}>{icon}</span>}
        <Field.Control
          className={classNames(styles.input, mono && styles.mono, icon !== undefined && styles.withIcon)}
          value={value}
          onValueChange={onChange}
          autoComplete="off"
          spellCheck={false}
          onKeyDown={input.type === 'search' ? leave : undefined}
          {...input}
        />
      </span>
      {error !== null ? (
        <Field.Error className={styles.error} match>
          {error}
        </Field.Error>
      ) : help === undefined ? null : (
        <Field.Description className={styles.help}>{help}</Field.Description>
      )}
    </Field.Root>
  )
}
