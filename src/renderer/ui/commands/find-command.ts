import { type RefObject, useRef } from 'react'
import { useCommand } from './commands.ts'

/** Lets Ctrl+F and `/` focus the search field of a list. */
export function useFindField(title: string): RefObject<HTMLInputElement | null> {
  const field = useRef<HTMLInputElement>(null)
  useCommand('find', {
    title,
    run: () => {
      field.current?.focus()
      field.current?.select()
    },
  })
  return field
}
