import {
  checkStepIds,
  type CheckFinding,
  type CheckStep,
  type CheckStepId,
} from '../../../shared/connections/doctor.ts'
import { unknown, worstOf } from './findings.ts'

const maxFindings = 200

/** The steps of one check while it runs. */
export class Report {
  readonly #steps = new Map<CheckStepId, CheckStep>(
    checkStepIds.map((id) => [id, { id, state: 'pending', findings: [] }]),
  )
  readonly #onChange: () => void

  constructor(onChange: () => void) {
    this.#onChange = onChange
  }

  get steps(): CheckStep[] {
    return [...this.#steps.values()]
  }

  /** Ends a step. */
  set(id: CheckStepId, findings: readonly CheckFinding[]): void {
    this.#steps.set(id, { id, state: worstOf(findings), findings: findings.slice(0, maxFindings) })
    this.#onChange()
  }

  /** Skips all remaining steps, because an earlier one failed. */
  skipRest(reason: string): void {
    for (const { id, state } of this.steps) {
      if (state === 'pending') this.set(id, [unknown(reason)])
    }
  }
}
