import { useState } from 'react'
import { TextField } from '../../../ui/controls/text-field.tsx'
import { countText } from '../../../../shared/texts/intl.ts'

interface NumberFieldProps {
  readonly label: string
  readonly value: number
  readonly range: readonly [least: number, most: number]
  readonly onChange: (value: number) => void
}

/** A whole number within a range. A value out of range is shown as a problem and not passed on. */
export function NumberField({ label, value, range: [least, most], onChange }: NumberFieldProps) {
  const [text, setText] = useState(String(value))
  const typed = /^\d{1,6}$/.test(text.trim()) ? Number(text) : null
  const isValid = typed !== null && typed >= least && typed <= most
  return (
    <TextField
      label={label}
      value={text}
      error={isValid ? null : `Use ${least} to ${countText(most)}. ${value} is used until then.`}
      onChange={(next) => {
        setText(next)
        const number = /^\d{1,6}$/.test(next.trim()) ? Number(next) : null
        if (number !== null && number >= least && number <= most) onChange(number)
      }}
    />
  )
}
