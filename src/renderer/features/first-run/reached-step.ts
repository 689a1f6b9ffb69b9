import type { Claim } from '../../../shared/jobs/claims.ts'
import type { Settings } from '../../../shared/connections/connections.ts'
import type { Transfer } from '../../../shared/files/transfers.ts'

type Step = Settings['firstRun']

/** The title of each step. */
export const stepNames: Readonly<Record<Exclude<Step, 'done'>, string>> = {
  submit: 'Submit a file',
  claim: 'Claim its job',
  finish: 'Finish it with a result',
}

/** Returns the next step. It never goes back. */
export function reachedStep(
  step: Step,
  transfers: readonly Pick<Transfer, 'kind' | 'state'>[],
  claims: readonly Pick<Claim, 'outcome'>[],
): Step {
  const finished = claims.some(({ outcome }) => outcome === 'completed' || outcome === 'acknowledged')
  const claimed = claims.some(({ outcome }) => outcome === null)
  const submitted = transfers.some(({ kind, state }) => kind === 'submit' && state === 'done')
  switch (step) {
    case 'submit':
      return submitted ? 'claim' : 'submit'
    case 'claim':
      return claimed || finished ? 'finish' : 'claim'
    case 'finish':
      return finished ? 'done' : 'finish'
    case 'done':
      return 'done'
  }
}
