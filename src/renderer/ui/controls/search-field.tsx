import { type Ref, useRef } from 'react'
import { Search } from 'lucide-react'
import { useCommand } from '../commands/commands.ts'
import { Kbd } from './kbd.tsx'
import styles from './search-field.module.css'
import { TextField } from './text-field.tsx'

interface SearchFieldProps {
  readonly label: string
  /** Default: the label. */
  readonly placeholder?: string
  readonly value: string
  readonly onChange: (value: string) => void
  readonly ref?: Ref<HTMLInputElement>
}

/** A search field. Only screen readers use its label. */
export function SearchField({ label, placeholder = label, value, onChange, ref }: SearchFieldProps) {
  return (
    <TextField
      {...(ref !== undefined && { ref })}
      type="search"
      label={label}
      hideLabel
      placeholder={placeholder}
      icon={<Search size={14} aria-hidden />}
      maxLength={200}
      value={value}
      onChange={onChange}
    />
  )
}

/** A page's search field. Ctrl+F and `/` focus it. */
export function FindField(props: Omit<SearchFieldProps, 'ref'>) {
  const field = useRef<HTMLInputElement>(null)
  useCommand('find', {
    title: props.label,
    run: () => {
      field.current?.focus()
      field.current?.select()
    },
  })
  return (
    <div className={styles.find}>
      <SearchField ref={field} {...props} />
      {props.value === '' ? <SearchKey /> : null}
    </div>
  )
}

/** Shows at the end of an empty search field that `/` focuses it. */
export function SearchKey() {
  return (
    <span className={styles.key} aria-hidden>
      <Kbd shortcut="/" />
    </span>
  )
}
