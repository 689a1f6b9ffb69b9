import type { ReactNode } from 'react'
import styles from './checkbox.module.css'

interface CheckboxProps {
  readonly label: string
  readonly checked: boolean
  readonly onChange: (checked: boolean) => void
  /** Shown below the label. */
  readonly help?: ReactNode
}

export function Checkbox({ label, checked, onChange, help }: CheckboxProps) {
  return (
    <label className={styles.choice}>
      <input type="checkbox" checked={checked} onChange={(event) => onChange(event.target.checked)} />
      <span className={styles.text}>
        <span>{label}</span>
        {help === undefined ? null : <span className={styles.help}>{help}</span>}
      </span>
    </label>
  )
}
