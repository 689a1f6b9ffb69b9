import { claimBatch } from '../shared/command-list.ts'
import type { Claim } from '../shared/jobs/claims.ts'
import type { QueueState } from '../shared/queues/queues.ts'
import { type ClaimEnd, type ClaimNext, useClaimNext } from './features/queues/use-claim-next.ts'
import { useCommands, type CommandHandler } from './ui/commands/commands.ts'
import { toastInfo, toastSuccess } from './ui/feedback/toast-store.ts'
import { statusName } from './ui/feedback/status-name.ts'
import { plural } from './ui/text/format.ts'
import { useLatest } from './ui/use-latest.ts'
import type { ViewState } from './ui/view/view.ts'

interface ClaimingOptions extends ViewState {
  readonly connectionId: string | null
  /** `undefined` until they are known. */
  readonly queues: readonly QueueState[] | undefined
}

/** The claiming state that all parts of the window share. */
export interface Claiming extends ClaimNext {
  /** Claims the next job from the job queue of a finished one. */
  readonly startAfter: (finished: Claim) => void
}

/**
 * Manages the window's claims. In every view, the commands claim from the current job queue. A
 * request keeps waiting while other views are on screen.
 */
export function useClaiming({ connectionId, queues, queue, view, show }: ClaimingOptions): Claiming {
  const end = useLatest(({ queue: from, status, claimIds }: ClaimEnd) => {
    const isOnScreen = view.kind === 'queue' && view.name === from
    if (claimIds.length === 0) {
      const title = `${statusName(status).label} is empty. Waited 20 s.`
      toastInfo(title, isOnScreen ? undefined : from)
    } else if (!isOnScreen && !listsOfClaims.has(view.kind)) {
      const action = { label: 'Show', run: () => show({ kind: 'mine' }) }
      toastSuccess(`${plural(claimIds.length, 'job')} of ${from} claimed`, undefined, action)
    }
  })
  const claiming = useClaimNext(connectionId, (ended) => end.current(ended))
  const { start } = claiming
  const first = firstStatus(queues, queue)
  const isQueueOnScreen = view.kind === 'queue'

  const handler = (title: string, run: (queue: string, status: string) => void): CommandHandler =>
    queue === null || first === null
      ? { run: () => undefined, enabled: false, reason: noQueue(queues) }
      : { run: () => run(queue, first), ...(!isQueueOnScreen && { title: `${title} from ${queue}` }) }
  useCommands({
    'claim-next': handler('Claim next', start),
    'claim-batch': handler(`Claim ${claimBatch}`, (from, status) => start(from, status, claimBatch)),
    'claim-waiting': handler('Wait for the next job', (from, status) => start(from, status, 1, true)),
  })

  return {
    ...claiming,
    startAfter: (finished) => {
      const status = finished.connectionId === connectionId ? firstStatus(queues, finished.queue) : null
      if (status !== null) start(finished.queue, status)
    },
  }
}

/** The lists that show each claimed job as a row. */
const listsOfClaims: ReadonlySet<string> = new Set(['mine', 'all-jobs'])

function firstStatus(queues: readonly QueueState[] | undefined, name: string | null): string | null {
  const config = queues?.find((candidate) => candidate.config.name === name)?.config
  return config === undefined ? null : (config.statuses[0] ?? 'pending')
}

function noQueue(queues: readonly QueueState[] | undefined): string {
  return queues === undefined ? 'The connection is not ready.' : 'Add a job queue first.'
}
