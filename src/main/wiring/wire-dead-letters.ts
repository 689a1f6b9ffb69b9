import { type DeadJobStore, DeadJobs } from '../engine/dead-letters/dead-jobs.ts'
import { DeadLetters } from '../engine/dead-letters/dead-letters.ts'
import type { DepthPoller } from '../engine/depths/depth-poller.ts'
import { Purges } from '../engine/queue-settings/purges.ts'
import type { ConnectionLookup } from '../engine/transfers/connection-lookup.ts'
import type { Push } from '../ipc/push.ts'

/**
 * Creates the services for dead-letter queues and purging, and pushes their changes to the window.
 */
export function wireDeadLetters({
  store,
  push,
  poller,
  connections,
  onError,
}: {
  readonly store: DeadJobStore
  readonly push: Push
  readonly poller: DepthPoller
  readonly connections: ConnectionLookup
  readonly onError: (error: unknown) => void
}): { readonly deadLetters: DeadLetters; readonly purges: Purges } {
  const onChanged = (name: string): void => poller.deadLettersChanged(name)
  const deadLetters = new DeadLetters({
    book: new DeadJobs(store),
    onChanged,
    budget: poller.budgets.charged,
  })
  poller.onDeadLetters(({ connectionId, queue, dead }) => {
    const jobQueue = connections.queueOn(connectionId, queue)
    if (jobQueue === null || dead === null || dead.count === null) return
    deadLetters.onCount({ connectionId, jobQueue, name: dead.queue }, dead.count).catch(onError)
  })
  deadLetters.onChange(() => push.plan('dead-letters:changed', () => deadLetters.snapshot()))
  return { deadLetters, purges: new Purges({ store, onChanged }) }
}
