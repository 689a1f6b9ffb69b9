import { useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { GrantedFile, GrantResult, OutgoingFile } from '../../../shared/ipc/contract.ts'
import { chooseFiles, grantDroppedFiles, revokeFiles } from '../../queries/files.ts'
import { submitJobs } from '../../queries/submit.ts'
import { useCommands } from '../../ui/commands.ts'
import { plural } from '../../ui/format.ts'
import { toastError, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { useView } from '../../ui/view.ts'
import { DropOverlay } from './drop-overlay.tsx'
import { EditSheet } from './edit-sheet.tsx'
import { RefusedFiles } from './refused-files.tsx'
import { useWindowDrop, type DroppedFiles } from './use-window-drop.ts'

interface Editing {
  readonly queue: string
  readonly files: readonly GrantedFile[]
}

/** Submits dropped, pasted or picked files to the current job queue. */
export function SubmitFiles() {
  const { view, queue, show } = useView()
  const [editing, setEditing] = useState<Editing | null>(null)
  const [refused, setRefused] = useState<GrantResult['refused']>([])
  const grant = useMutation(grantDroppedFiles())
  const choose = useMutation(chooseFiles())
  const submit = useMutation(submitJobs())
  const submitEdited = useMutation({ ...submitJobs(), meta: { errorShownInPlace: true } })
  const revoke = useMutation(revokeFiles())

  function notifySubmitted(target: string, count: number) {
    toastSuccess(
      `Submitting ${plural(count, 'file')} to ${target}`,
      undefined,
      view.kind === 'transfers'
        ? undefined
        : { label: 'Show transfers', run: () => show({ kind: 'transfers' }) },
    )
  }

  function send(target: string, files: readonly OutgoingFile[], count: number) {
    submit.mutate({ queue: target, files: [...files] }, { onSuccess: () => notifySubmitted(target, count) })
  }

  function sendEdited({ queue: target, files }: Editing, edited: readonly OutgoingFile[]) {
    submitEdited.mutate(
      { queue: target, files: [...edited] },
      {
        onSuccess: () => {
          setEditing(null)
          notifySubmitted(target, countOf(files))
        },
      },
    )
  }

  function handleGrant(result: GrantResult | null, target: string, edit: boolean) {
    if (result === null) return
    setRefused(result.refused)
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

  function onDropped({ files, edit }: DroppedFiles) {
    if (queue === null) {
      toastError(noQueue)
      return
    }
    grant.mutate(files, { onSuccess: (result) => handleGrant(result, queue, edit) })
  }

  function pick(kind: 'files' | 'folder') {
    if (queue === null) {
      toastError(noQueue)
      return
    }
    if (choose.isPending) return
    choose.mutate(kind, { onSuccess: (result) => handleGrant(result, queue, false) })
  }

  const dragged = useWindowDrop(onDropped)
  useCommands({ 'submit-files': () => pick('files'), 'submit-folder': () => pick('folder') })

  return (
    <>
      {dragged === null ? null : <DropOverlay count={dragged.count} queue={queue} />}
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
      {refused.length === 0 || editing !== null ? null : (
        <RefusedFiles refused={refused} onClose={() => setRefused([])} />
      )}
    </>
  )
}

const noQueue = {
  message: 'There is no job queue to send files to.',
  hint: 'Add a job queue first, then drop the files again.',
}

function unedited(file: GrantedFile): OutgoingFile {
  return { token: file.token, name: null, fields: {} }
}

function countOf(files: readonly GrantedFile[]): number {
  return files.reduce((sum, file) => sum + file.files, 0)
}
