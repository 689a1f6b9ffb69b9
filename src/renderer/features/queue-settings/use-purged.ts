import { useSyncExternalStore } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { PurgeDone } from '../../../shared/queues/queue-settings.ts'
import { undoPurge } from '../../queries/queues/queue-settings.ts'
import { toastError, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { offerUndo } from '../../ui/feedback/undo-toast.ts'
import { plural } from '../../ui/text/format.ts'
import { Listeners } from '../../ui/listeners.ts'

/** A completed purge, with the SQS queue's name. */
export type Purged = PurgeDone & { readonly name: string }

/** The last purge of each job queue. Kept while other views are on screen, so that it can still be undone. */
const last = new Map<string, Purged>()
const listeners = new Listeners()

/**
 * How long Ctrl+Z undoes a purge. The notice in the queue's settings works until the app is closed.
 */
const undoMs = 60_000

/** Returns the last purge of a job queue, and a function that sets or clears it. */
export function usePurged(key: string): readonly [Purged | null, (purged: Purged | null) => void] {
  const purged = useSyncExternalStore(listeners.add, () => last.get(key) ?? null)
  return [
    purged,
    (next) => {
      if (next === null) last.delete(key)
      else last.set(key, next)
      listeners.notify()
    },
  ]
}

/**
 * Returns a function that lets Ctrl+Z undo a purge, in every view. `onUndone` is called once
 * nothing is left to undo.
 */
export function useOfferUndo(onUndone: () => void): (purged: Purged) => void {
  const { mutateAsync } = useMutation(undoPurge())
  function undo(name: string, undoId: string) {
    void mutateAsync({ undoId }).then(
      ({ restored, failed, error }) => {
        if (failed === 0) onUndone()
        if (error === null) toastSuccess(`${plural(restored, 'job')} sent to ${name} again`)
        else {
          const message = `${plural(failed, 'job')} could not be sent again.`
          toastError({ ...error, message, hint: error.message }, () => undo(name, undoId))
        }
      },
      () => undefined,
    )
  }
  return ({ name, undoId }) => {
    if (undoId === null) return
    // The view and its callbacks may be gone by then. The query client shows an error.
    offerUndo(Date.now() + undoMs, () => undo(name, undoId))
  }
}
