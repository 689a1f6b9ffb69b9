import { useMutation } from '@tanstack/react-query'
import type { QueueState } from '../shared/queues/queues.ts'
import { refreshQueue } from './queries/queues/queues.ts'
import { useCommands } from './ui/commands/commands.ts'
import type { ViewState } from './ui/view/view.ts'

/** The maximum number of queues to read at once, because each takes several requests. */
const mostQueues = 20

/** The lists that span all queues. Other views refresh themselves. */
const overviews: ReadonlySet<string> = new Set(['all-queues', 'needs-you', 'mine', 'results', 'all-jobs'])

/**
 * Lets F5 refresh the connection's job queues and their results while a list that spans all queues
 * is on screen.
 */
export function useRefresh({ view, queue }: ViewState, queues: readonly QueueState[] | undefined): void {
  const { mutate } = useMutation(refreshQueue())
  const names = (queues ?? []).map(({ config }) => config.name)
  // The current queue comes first.
  const chosen = names.toSorted((a, b) => Number(b === queue) - Number(a === queue)).slice(0, mostQueues)
  useCommands({
    refresh: overviews.has(view.kind)
      ? {
          run: () => {
            for (const name of chosen) mutate({ name })
          },
          enabled: chosen.length > 0,
          reason: 'There is no job queue to refresh.',
          ...(chosen.length < names.length && {
            title: `Refresh ${chosen.length} of ${names.length} queues`,
          }),
        }
      : undefined,
  })
}
