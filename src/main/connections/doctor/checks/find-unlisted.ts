import type { CheckFinding } from '../../../../shared/connections/doctor.ts'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import { listQueueNames } from '../../discovery/list-names.ts'
import { jobQueuesIn } from '../../discovery/job-queues-in.ts'
import type { SignedContext } from '../check-context.ts'
import { ok, unknown } from '../findings.ts'

const mostNames = 5

/** Lists the account's job queues, for a connection without any. */
export async function findUnlisted({ open: { clients }, signal }: SignedContext): Promise<CheckFinding> {
  try {
    const { names } = await listQueueNames(clients, { signal })
    const found = jobQueuesIn(names, null).map(({ config }) => config.name)
    if (found.length === 0) return ok('There are no job queues yet. “Add queue” creates one.')
    const listed = found.slice(0, mostNames).join(', ')
    const more = found.length > mostNames ? ` and ${found.length - mostNames} more` : ''
    return ok(`There are job queues: ${listed}${more}. “Find job queues” adds them.`)
  } catch (error) {
    signal.throwIfAborted()
    if (!(error instanceof EngineError)) throw error
    return unknown('These keys are not allowed to list queues. Add job queues by their names.')
  }
}
