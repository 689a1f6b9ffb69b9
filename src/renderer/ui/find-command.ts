import { type RefObject, useRef } from 'react'
import { useCommand } from './commands.ts'

/** The search field of a list: Ctrl+F and `/` go to it. */
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
