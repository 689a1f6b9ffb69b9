import { addressProblem, labelProblem, regionProblem } from '../../../shared/connection-rules.ts'

const rules = {
  label: labelProblem,
  region: regionProblem,
  s3Endpoint: addressProblem,
  sqsEndpoint: addressProblem,
} as const

type Draft = Readonly<Partial<Record<keyof typeof rules, string>>>

/** What is wrong with a form, one sentence per field; empty if it is valid. */
export function problemsOf(draft: Draft): Readonly<Record<string, string>> {
  const problems = Object.entries(rules).map(([field, problemOf]) => {
    const text = draft[field as keyof Draft]
    return [field, text === undefined ? null : problemOf(text)] as const
  })
  return Object.fromEntries(problems.filter((entry): entry is [keyof Draft, string] => entry[1] !== null))
}
