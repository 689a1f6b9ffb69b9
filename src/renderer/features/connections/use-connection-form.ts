import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { Connection, EditedConnection } from '../../../shared/connections/connections.ts'
import { RemotejobError } from '../../ipc/client.ts'
import { addConnection, editConnection } from '../../queries/connections.ts'

export interface Form {
  readonly error: Error | null
  readonly isPending: boolean
  /** True once the user has tried to submit. Until then, problems are not shown. */
  readonly tried: boolean
  /** Saves the draft unless it has problems, or warnings that have not been shown yet. */
  submit(draft: EditedConnection, problems: object, doubts: object): void
}

/** Adds a connection, or changes `edited`. */
export function useConnectionForm(edited: Connection | null, onClose: () => void): Form {
  const add = useMutation(addConnection())
  const edit = useMutation(editConnection())
  const [tried, setTried] = useState(false)
  /** The warnings already shown, as text. The same warnings do not block the form again. */
  const [shownWarnings, setShownDoubts] = useState('{}')
  const mutation = edited === null ? add : edit
  return {
    error: isCancelled(mutation.error) ? null : mutation.error,
    isPending: mutation.isPending,
    tried,
    submit(draft, problems, doubts) {
      setTried(true)
      const text = JSON.stringify(doubts)
      setShownDoubts(text)
      if (Object.keys(problems).length > 0 || (text !== '{}' && text !== shownWarnings)) return
      // Local always exists.
      if (edited === null && draft.kind !== 'local') add.mutate(draft, { onSuccess: onClose })
      else if (edited !== null)
        edit.mutate({ connectionId: edited.id, edited: draft }, { onSuccess: onClose })
    },
  }
}

/** True if the user declined when main asked. The form stays as it is. */
function isCancelled(error: Error | null): boolean {
  return error instanceof RemotejobError && error.code === 'CANCELLED'
}
