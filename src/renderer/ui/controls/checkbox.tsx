import type { ReactNode } from 'react'
import styles from './checkbox.module.css'

interface CheckboxProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  readonly disabled?: boolean
  /** Shown below the label. */
  readonly help?: ReactNode
}

export function Checkbox({ label, checked, onChange, disabled = false, help }: CheckboxProps) {
  return (
    <label className={styles.choice} data-disabled={disabled || undefined}>
      <input
        type="checkbox"
        disabled={disabled}
        checked={checked}
        onChange={(event) => onChange(event.target.checked)}
      />
      <span className={styles.text}>
        <span>{label}</span>
        {help === undefined ? null : <span className={styles.help}>{help}</span>}
      </span>
    </label>
  )
}
