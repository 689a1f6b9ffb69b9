import { type BookStore, JobBook } from '../engine/dead-letters/job-book.ts'
import { DeadLetters } from '../engine/dead-letters/dead-letters.ts'
import type { RequestBudget } from '../engine/depths/request-budget.ts'
import { Purges } from '../engine/queue-settings/purges.ts'
import type { Push } from '../ipc/push.ts'

/**
 * Creates the services for dead-letter queues and purging, and pushes their changes to the window.
 */
export function wireDeadLetters(
  store: BookStore,
  push: Push,
  onChanged: (jobQueue: string) => void,
  budget: RequestBudget,
): { readonly deadLetters: DeadLetters; readonly purges: Purges } {
  const deadLetters = new DeadLetters({ book: new JobBook(store), onChanged, budget })
  deadLetters.onChange(() => push.plan('dead-letters:changed', () => deadLetters.snapshot()))
  return { deadLetters, purges: new Purges({ store, onChanged }) }
}
