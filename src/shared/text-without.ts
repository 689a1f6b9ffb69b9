import { z } from 'zod'

/** The schema of a text in which `problemOf` finds no problem. */
export function textWithout(problemOf: (text: string) => string | null) {
  return z.string().superRefine((text, context) => {
    const message = problemOf(text)
    if (message !== null) context.addIssue({ code: 'custom', message })
  })
}
