import type { CheckStep } from '../../../../shared/connections/doctor.ts'
import { plural } from '../../../ui/text/format.ts'

/** Returns a check's outcome in a few words. */
export function summaryOf(steps: readonly CheckStep[], isDone: boolean): string {
  if (!isDone) return 'Checking…'
  const problems = steps.flatMap(({ findings }) => findings).filter(({ state }) => state === 'problem').length
  return problems === 0 ? 'No problems found.' : `${plural(problems, 'problem')} found.`
}
