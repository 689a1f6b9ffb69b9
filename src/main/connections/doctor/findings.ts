import type { CheckFinding, CheckRemedy, CheckState } from '../../../shared/connections/doctor.ts'

export function ok(text: string): CheckFinding {
  return { state: 'ok', text, remedy: null }
}

export function problem(text: string, remedy: CheckRemedy | null = null): CheckFinding {
  return { state: 'problem', text, remedy }
}

export function unknown(text: string, remedy: CheckRemedy | null = null): CheckFinding {
  return { state: 'unknown', text, remedy }
}

const order: readonly CheckState[] = ['problem', 'pending', 'unknown', 'ok']

/** Returns a step's state: the state of its worst finding. */
export function worstOf(findings: readonly CheckFinding[]): CheckState {
  return order.find((state) => findings.some((finding) => finding.state === state)) ?? 'ok'
}

/** Returns an error as a finding, with its hint. */
export function failure({
  message,
  hint,
}: {
  readonly message: string
  readonly hint: string
}): CheckFinding {
  return problem(
    [message, hint]
      .filter((text) => text !== '')
      .join(' ')
      .slice(0, 2_000),
  )
}
