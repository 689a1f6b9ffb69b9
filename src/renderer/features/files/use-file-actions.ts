import { useMutation } from '@tanstack/react-query'
import type { ObjectsOutcome } from '../../../shared/files/objects.ts'
import type { Direction } from '../../../shared/queues/queues.ts'
import { chooseFiles } from '../../queries/files.ts'
import {
  removeSelectedObjects,
  saveSelectedObjects,
  storeObjects,
  submitSelectedObjects,
} from '../../queries/objects.ts'
import { toastError, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'

/** The maximum number of refused files to list. Further ones are only counted. */
const maxRefusedShown = 5

export interface FileActions {
  readonly isActing: boolean
  readonly isUploading: boolean
  readonly upload: () => void
  readonly save: (keys: readonly string[]) => void
  readonly submit: (keys: readonly string[], status: string) => void
  readonly remove: (keys: readonly string[]) => void
}

/** Returns the actions for a bucket's files. */
export function useFileActions(connectionId: string, queue: string, direction: Direction): FileActions {
  const choose = useMutation(chooseFiles())
  const store = useMutation(storeObjects())
  const save = useMutation(saveSelectedObjects())
  const submit = useMutation(submitSelectedObjects())
  const remove = useMutation(removeSelectedObjects(connectionId))
  const selected = (keys: readonly string[]) => ({ queue, direction, keys: [...keys] })

  async function upload() {
    const granted = await choose.mutateAsync('files')
    if (granted === null) return
    for (const { name, error } of granted.refused.slice(0, maxRefusedShown)) {
      toastError({ ...error, message: `${name} was not uploaded: ${error.message}` })
    }
    const more = Math.max(0, granted.refused.length - maxRefusedShown) + granted.moreRefused
    if (more > 0) {
      toastError({ message: `${plural(more, 'more file was', 'more files were')} not uploaded.`, hint: '' })
    }
    if (granted.files.length === 0) return
    const files = granted.files.map(({ token }) => ({ token, name: null, fields: {} }))
    await store.mutateAsync({ queue, direction, files })
  }

  return {
    isActing: save.isPending || submit.isPending || remove.isPending,
    isUploading: choose.isPending || store.isPending,
    upload() {
      // The mutation cache shows the error.
      upload().catch(() => null)
    },
    save: (keys) => save.mutate(selected(keys)),
    submit: (keys, status) =>
      submit.mutate(
        { ...selected(keys), status },
        {
          onSuccess: (outcome) => {
            if (outcome.done > 0) toastSuccess(`${plural(outcome.done, 'job')} submitted`)
            showFailed(outcome, 'submitted')
          },
        },
      ),
    remove: (keys) =>
      remove.mutate(selected(keys), { onSuccess: (outcome) => showFailed(outcome, 'deleted') }),
  }
}

function showFailed({ failed, moreFailed }: ObjectsOutcome, what: string): void {
  const [first] = failed
  if (first === undefined) return
  const count = failed.length + moreFailed
  toastError({
    ...first.error,
    message: `${plural(count, 'file was', 'files were')} not ${what}: ${first.error.message}`,
  })
}
