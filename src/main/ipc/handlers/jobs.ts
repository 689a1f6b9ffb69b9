import { EngineError } from '../../engine/errors/engine-error.ts'
import type { Handlers } from '../register.ts'

type Channels = Exclude<Extract<keyof Handlers, `jobs:${string}`>, 'jobs:submit' | 'jobs:undo-submit'>

const soon = (): Promise<never> => Promise.reject(new EngineError('INTERNAL'))

/** The list of jobs, and actions on them. */
export function jobHandlers(): Pick<Handlers, Channels> {
  return {
    'jobs:watch': soon,
    'jobs:unwatch': soon,
    'jobs:counts': soon,
    'jobs:describe': soon,
    'jobs:locate': soon,
    'jobs:save-results': soon,
    'jobs:open-results': soon,
    'jobs:save-results-to': soon,
    'jobs:show-results': soon,
    'jobs:mark-seen': soon,
    'jobs:retry': soon,
    'jobs:take-back': soon,
    'jobs:submit-again': soon,
    'jobs:forget': soon,
    'jobs:show-file': soon,
  }
}
