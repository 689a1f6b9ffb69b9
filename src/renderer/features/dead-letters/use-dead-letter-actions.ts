import { useMutation } from '@tanstack/react-query'
import type { DeadLetter, Resubmission } from '../../../shared/queues/dead-letters.ts'
import {
  putBackDeadLetters,
  removeDeadLetters,
  submitDeadLetters,
} from '../../queries/queues/dead-letters.ts'
import { useSessionState } from '../../ui/view/session-state.ts'
import { toastSuccess } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'

/** Edits to a dead letter that have not been sent yet. */
export type Edit = Pick<Resubmission, 'body' | 'attributes'>

const noEdits: ReadonlyMap<string, Edit> = new Map()

/**
 * Returns the actions on a dead-letter queue's messages, and the edits that have not been sent yet. Like the
 * messages, the edits are kept while other views are on screen.
 */
export function useDeadLetterActions(connectionId: string, queue: string, name: string) {
  const submit = useMutation(submitDeadLetters())
  const putBack = useMutation(putBackDeadLetters())
  const remove = useMutation(removeDeadLetters())
  const [edits, setEdits] = useSessionState(`dead-letters ${connectionId} ${name} edits`, noEdits)
  const ref = { queue, name }

  function submitAgain(deadLetters: readonly DeadLetter[], more: ReadonlyMap<string, Edit> = new Map()) {
    const changes = deadLetters.map(({ id }) => ({
      id,
      body: null,
      attributes: null,
      ...edits.get(id),
      ...more.get(id),
    }))
    submit.mutate(
      { ...ref, deadLetters: changes },
      {
        onSuccess: ({ done }) => {
          if (done > 0) toastSuccess(`${plural(done, 'job')} submitted again`)
        },
      },
    )
  }

  return {
    edits,
    edit: (id: string, edit: Edit | null) =>
      setEdits((before) => {
        const next = new Map(before)
        if (edit === null) next.delete(id)
        else next.set(id, edit)
        return next
      }),
    submitAgain,
    putBack: (deadLetters: readonly DeadLetter[]) => putBack.mutate({ ...ref, ids: idsOf(deadLetters) }),
    remove: (deadLetters: readonly DeadLetter[]) =>
      remove.mutate(
        { ...ref, ids: idsOf(deadLetters), confirmed: name },
        {
          onSuccess: ({ done }) => {
            if (done > 0) toastSuccess(`${plural(done, 'message')} deleted`)
          },
        },
      ),
    error: submit.error ?? putBack.error ?? remove.error,
    busy: submit.isPending || putBack.isPending || remove.isPending,
  }
}

function idsOf(deadLetters: readonly DeadLetter[]): string[] {
  return deadLetters.map(({ id }) => id)
}
