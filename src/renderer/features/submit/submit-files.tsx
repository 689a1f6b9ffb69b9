import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { GrantedFile, GrantResult, OutgoingFile } from '../../../shared/granted-files.ts'
import { useActiveQueues } from '../../queries/active-queues.ts'
import { chooseFiles, grantDroppedFiles, revokeFiles } from '../../queries/files.ts'
import { submitJobs } from '../../queries/submit.ts'
import { useCommands } from '../../ui/commands.ts'
import { plural } from '../../ui/format.ts'
import { leftOutText } from '../../ui/left-out.ts'
import { toastError, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { useView } from '../../ui/view.ts'
import { DropOverlay } from './drop-overlay.tsx'
import { EditSheet } from './edit-sheet.tsx'
import { RefusedFiles } from './refused-files.tsx'
import { useWhenDecided } from './use-when-decided.ts'
import { useWindowDrop, type DroppedFiles } from './use-window-drop.ts'

interface Editing {
  readonly queue: string
  readonly files: readonly GrantedFile[]
}

/** Files that were chosen before the job queues were known. */
interface Waiting {
  readonly result: GrantResult
  readonly edit: boolean
  /** The connection at that time; `null` if not even that was known. */
  readonly connectionId: string | null
}

/** Submits dropped, pasted or picked files to the current job queue, once there is one. */
export function SubmitFiles() {
  const { queue, show } = useView()
  const { connectionId, queues } = useActiveQueues()
  const isUndecided = queue === null && queues === undefined
  const [editing, setEditing] = useState<Editing | null>(null)
  const [refused, setRefused] = useState<Pick<GrantResult, 'refused' | 'moreRefused'> | null>(null)
  const grant = useMutation(grantDroppedFiles())
  const choose = useMutation(chooseFiles())
  const submit = useMutation(submitJobs())
  const submitEdited = useMutation({ ...submitJobs(), meta: { errorShownInPlace: true } })
  const revoke = useMutation(revokeFiles())

  function notifySubmitted(target: string, count: number) {
    toastSuccess(`Submitting ${plural(count, 'file')} to ${target}`)
  }

  function send(target: string, files: readonly OutgoingFile[], count: number) {
    submit.mutate(
      { queue: target, files: [...files], delaySeconds: 0 },
      { onSuccess: () => notifySubmitted(target, count) },
    )
  }

  function sendEdited({ queue: target, files }: Editing, edited: readonly OutgoingFile[]) {
    submitEdited.mutate(
      { queue: target, files: [...edited], delaySeconds: 0 },
      {
        onSuccess: () => {
          setEditing(null)
          notifySubmitted(target, countOf(files))
        },
      },
    )
  }

  function handleGrant(result: GrantResult, target: string, edit: boolean) {
    if (result.refused.length > 0) setRefused(result)
    const left = leftOutText(result.leftOut)
    if (left !== null) {
      toastSuccess(left.title, left.detail, { label: 'Settings', run: () => show({ kind: 'settings' }) })
    }
    const sendable = result.files.filter((file) => file.files > 0)
    const empty = result.files.find((file) => file.files === 0)
    if (empty !== undefined) {
      revoke.mutate(result.files.filter((file) => file.files === 0).map((file) => file.token))
      if (sendable.length === 0 && result.refused.length === 0) {
        toastError({
          message: `There are no files in ${empty.name}.`,
          hint: 'Drop a folder that contains files.',
        })
      }
    }
    if (sendable.length === 0) return
    if (edit) {
      submitEdited.reset()
      setEditing({ queue: target, files: sendable })
    } else send(target, sendable.map(unedited), countOf(sendable))
  }

  const submitOnceDecided = useWhenDecided(
    !isUndecided,
    ({ result, edit, connectionId: before }: Waiting) => {
      const hasMoved = before !== null && before !== connectionId
      if (queue !== null && !hasMoved) return handleGrant(result, queue, edit)
      revoke.mutate(result.files.map(({ token }) => token))
      toastError(hasMoved ? otherConnection : noQueue)
    },
  )

  /** Submits to the job queue that was current when the files were chosen, or else to the first one that there is. */
  function deliver(result: GrantResult | null, target: string | null, edit: boolean) {
    if (result === null) return
    if (target === null) submitOnceDecided({ result, edit, connectionId })
    else handleGrant(result, target, edit)
  }

  function onDropped({ files, edit }: DroppedFiles) {
    if (queue === null && !isUndecided) return toastError(noQueue)
    if (queue === null) toastSuccess(`${plural(files.length, 'file')} will be submitted ${onceReady}`)
    // Its own callbacks would only be called for the last of several drops. The query client shows its errors.
    void grant.mutateAsync(files).then(
      (result) => deliver(result, queue, edit),
      () => undefined,
    )
  }

  function pick(kind: 'files' | 'folder') {
    if (queue === null && !isUndecided) return toastError(noQueue)
    if (choose.isPending) return
    choose.mutate(kind, { onSuccess: (result) => deliver(result, queue, false) })
  }

  const dragged = useWindowDrop(onDropped)
  useCommands({ 'submit-files': () => pick('files'), 'submit-folder': () => pick('folder') })

  return (
    <>
      {dragged === null ? null : <DropOverlay count={dragged.count} queue={queue} waits={isUndecided} />}
      {editing === null ? null : (
        <EditSheet
          queue={editing.queue}
          files={editing.files}
          pending={submitEdited.isPending}
          error={submitEdited.error}
          onClose={() => {
            // Submitted tokens must not be revoked.
            if (submitEdited.isPending) return
            revoke.mutate(editing.files.map((file) => file.token))
            setEditing(null)
          }}
          onSubmit={(files) => sendEdited(editing, files)}
        />
      )}
      {refused === null || editing !== null ? null : (
        <RefusedFiles {...refused} onClose={() => setRefused(null)} />
      )}
    </>
  )
}

const noQueue = {
  message: 'There is no job queue to send files to.',
  hint: 'Add a job queue first, then drop the files again.',
}

const onceReady = 'once the connection is ready'

const otherConnection = {
  message: 'The files were not submitted, because another connection was chosen before the first was ready.',
  hint: 'Drop them again.',
}

function unedited(file: GrantedFile): OutgoingFile {
  return { token: file.token, name: null, fields: {} }
}

function countOf(files: readonly GrantedFile[]): number {
  return files.reduce((sum, file) => sum + file.files, 0)
}
