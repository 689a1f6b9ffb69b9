import type { z } from 'zod'
import type { NewConnection } from '../../../shared/connections.ts'

const labelProblem = 'Give it a name of 1 to 40 characters.'

/** What is wrong, a sentence per field; empty where all is well. */
export function problemsOf(parsed: z.ZodSafeParseResult<NewConnection>): Readonly<Record<string, string>> {
  if (parsed.success) return {}
  return Object.fromEntries(
    parsed.error.issues.map((issue) => {
      const field = String(issue.path[0] ?? '')
      return [field, field === 'label' ? labelProblem : issue.message]
    }),
  )
}
