import { useMutation } from '@tanstack/react-query'
import type { Input, Output } from '../../../shared/ipc/contract.ts'
import type { TakenBack } from '../../../shared/jobs/submit-group.ts'
import { submitJobs, undoSubmit } from '../../queries/jobs/submit.ts'
import { useActiveQueues } from '../../queries/queues/active-queues.ts'
import { toastSuccess } from '../../ui/feedback/toast-store.ts'
import { toastUndo } from '../../ui/feedback/undo-toast.ts'
import { plural } from '../../ui/text/format.ts'
import { useLatest } from '../../ui/use-latest.ts'
import { countText } from '../../../shared/texts/intl.ts'

/** A faster submit shows no progress. */
const quietMs = 300

/** Submits files, confirms it, and offers Undo for as long as that is possible. */
export function useSubmit(): {
  /** `note` adds text to the toast, because only one toast shows at a time. */
  readonly send: (input: Input<'jobs:submit'>, count: number, note?: string) => void
  readonly sendInPlace: (input: Input<'jobs:submit'>, count: number, onSuccess: () => void) => void
  readonly pending: boolean
  readonly error: Error | null
  readonly reset: () => void
} {
  const submit = useMutation(submitJobs())
  const inPlace = useMutation({ ...submitJobs(), meta: { errorShownInPlace: true } })
  const undo = useMutation(undoSubmit())
  const isOffline = useLatest(useActiveQueues().reconnecting !== null)

  function announce({ transferIds, group, sendsAt }: Output<'jobs:submit'>, count: number, note?: string) {
    const outcome = isOffline.current ? 'waiting for the connection' : 'submitted'
    if (sendsAt === null) return toastSuccess(`${plural(count, 'job')} ${outcome}`, note)
    const of = group === null ? { transferIds: transferIds.slice(0, 10_000) } : { groupId: group.id }
    toastUndo({
      key: 'submitted',
      what: of,
      count,
      until: sendsAt,
      title: (jobs, drops) =>
        drops === 1
          ? `${plural(jobs, 'job')} ${outcome}`
          : `${plural(jobs, 'job')} from ${drops} drops ${outcome}`,
      undo: (drops) => void takeBack(drops),
      detail: note,
    })
  }

  async function takeBack(drops: readonly Input<'jobs:undo-submit'>[]): Promise<void> {
    try {
      const outcomes = await Promise.all(drops.map((drop) => undo.mutateAsync(drop)))
      const sum = (of: keyof TakenBack): number => outcomes.reduce((all, outcome) => all + outcome[of], 0)
      toastSuccess(...undoneText({ takenBack: sum('takenBack'), sent: sum('sent') }))
    } catch {
      // The query client shows the error.
    }
  }

  async function sendQuietly(input: Input<'jobs:submit'>, count: number, note?: string): Promise<void> {
    const slow = setTimeout(() => toastSuccess(`Submitting ${plural(count, 'file')}…`), quietMs)
    try {
      // Callbacks passed to `mutate` would run only for the last of several drops.
      announce(await submit.mutateAsync(input), count, note)
    } catch {
      // The query client shows the error.
    } finally {
      clearTimeout(slow)
    }
  }

  return {
    send: (input, count, note) => void sendQuietly(input, count, note),
    sendInPlace: (input, count, onSuccess) =>
      inPlace.mutate(input, {
        onSuccess: (output) => {
          onSuccess()
          announce(output, count)
        },
      }),
    pending: inPlace.isPending,
    error: inPlace.error,
    reset: () => inPlace.reset(),
  }
}

/**
 * Describes the outcome of an Undo: a title and, if some jobs were already sent, why they cannot be
 * taken back.
 */
export function undoneText({ takenBack, sent }: TakenBack): [string, string?] {
  const why = 'SQS cannot take back a sent message.'
  if (sent === 0)
    return [takenBack === 0 ? 'Nothing was left to take back.' : `${plural(takenBack, 'job')} taken back`]
  if (takenBack === 0) return [`${plural(sent, 'job was', 'jobs were')} sent already`, why]
  return [`${plural(takenBack, 'job')} taken back, ${countText(sent)} sent already`, why]
}
