import type { ReactNode } from 'react'
import { Radio } from '@base-ui/react/radio'
import { RadioGroup } from '@base-ui/react/radio-group'
import styles from './radio-cards.module.css'

export interface RadioCard<V extends string> {
  readonly value: V
  readonly label: ReactNode
  /** Describes what the option does. */
  readonly detail?: ReactNode
}

interface RadioCardsProps<V extends string> {
  readonly label: string
  readonly value: V
  readonly options: readonly RadioCard<V>[]
  readonly onChange: (value: V) => void
}

/** Radio buttons with descriptions. */
export function RadioCards<V extends string>({ label, value, options, onChange }: RadioCardsProps<V>) {
  return (
    <RadioGroup<V> className={styles.group} aria-label={label} value={value} onValueChange={onChange}>
      {options.map((option) => (
        <label key={option.value} className={styles.card}>
          <Radio.Root value={option.value} className={styles.radio}>
            <Radio.Indicator className={styles.dot} />
          </Radio.Root>
          <span className={styles.content}>
            <span>{option.label}</span>
            {option.detail === undefined ? null : <span className={styles.detail}>{option.detail}</span>}
          </span>
        </label>
      ))}
    </RadioGroup>
  )
}
