import { useSyncExternalStore } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { PurgeDone } from '../../../shared/queues/queue-settings.ts'
import { undoPurge } from '../../queries/queue-settings.ts'
import { toastError, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { offerUndo } from '../../ui/feedback/undo-toast.ts'
import { plural } from '../../ui/text/format.ts'
import { Listeners } from '../../ui/listeners.ts'

/** A purge that was done, and the name of the SQS queue. */
export type Purged = PurgeDone & { readonly name: string }

/** By job queue, its last purge. It stays while other views are on screen, because its Undo does. */
const last = new Map<string, Purged>()
const listeners = new Listeners()

/** How long Ctrl+Z undoes a purge. The notice in the settings of the queue does so until the app is closed. */
const undoMs = 60_000

/** The last purge of a job queue, and the function that notes or forgets it. */
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

/** Returns the function that lets Ctrl+Z undo a purge, also in other views. `onUndone`: nothing is left to undo. */
export function useOfferUndo(onUndone: () => void): (purged: Purged) => void {
  const { mutateAsync } = useMutation(undoPurge())
  return ({ name, undoId }) => {
    if (undoId === null) return
    // The view may be gone by then, and its own callbacks with it. The query client shows an error.
    offerUndo(Date.now() + undoMs, () => {
      void mutateAsync({ undoId }).then(
        ({ restored, failed, error }) => {
          if (failed === 0) onUndone()
          if (error === null) toastSuccess(`${plural(restored, 'job')} sent to ${name} again`)
          else
            toastError({ message: `${plural(failed, 'job')} could not be sent again.`, hint: error.message })
        },
        () => undefined,
      )
    })
  }
}
