import { z } from 'zod'

/**
 * Returns a string schema. `problemOf` returns the problem with a value, or `null` if it is valid.
 */
export function checkedText(problemOf: (text: string) => string | null) {
  return z.string().superRefine((text, context) => {
    const message = problemOf(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
}
