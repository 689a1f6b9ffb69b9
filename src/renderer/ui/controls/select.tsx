import { Select as Base } from '@base-ui/react/select'
import { Check, ChevronsUpDown } from 'lucide-react'
import styles from './select.module.css'

export interface SelectOption<V extends string> {
  readonly value: V
  readonly label: string
  readonly detail?: string
}

export interface SelectProps<V extends string> {
  readonly label: string
  /** Hides the label visually. It still names the control. */
  readonly hideLabel?: boolean
  readonly value: V
  readonly options: readonly SelectOption<V>[]
  readonly onChange: (value: V) => void
  readonly disabled?: boolean
}

export function Select<V extends string>(props: SelectProps<V>) {
  const { label, hideLabel = false, value, options, onChange, disabled = false } = props
  return (
    <Base.Root<V>
      items={options.map((option) => ({ value: option.value, label: option.label }))}
      value={value}
      disabled={disabled}
      onValueChange={(next) => {
        if (next !== null) onChange(next)
      }}
    >
      <div className={styles.field}>
        {hideLabel ? null : <Base.Label className={styles.label}>{label}</Base.Label>}
        <Base.Trigger className={styles.trigger} {...(hideLabel ? { 'aria-label': label } : {})}>
          <Base.Value className={styles.value} />
          <Base.Icon className={styles.icon}>
            <ChevronsUpDown size={13} aria-hidden />
          </Base.Icon>
        </Base.Trigger>
      </div>
      <Base.Portal>
        <Base.Positioner className={styles.positioner} sideOffset={4} alignItemWithTrigger={false}>
          <Base.Popup className={styles.popup}>
            {options.map((option) => (
              <Base.Item key={option.value} value={option.value} className={styles.item}>
                <span className={styles.check}>
                  <Base.ItemIndicator>
                    <Check size={14} aria-hidden />
                  </Base.ItemIndicator>
                </span>
                <span className={styles.content}>
                  <Base.ItemText>{option.label}</Base.ItemText>
                  {option.detail === undefined ? null : (
                    <span className={styles.detail}>{option.detail}</span>
                  )}
                </span>
              </Base.Item>
            ))}
          </Base.Popup>
        </Base.Positioner>
      </Base.Portal>
    </Base.Root>
  )
}
