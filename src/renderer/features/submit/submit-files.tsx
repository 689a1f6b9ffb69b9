import { useEffect, useState } from 'react'
import { useMutation } from '@tanstack/react-query'
import type { GrantedFile, GrantResult, OutgoingFile } from '../../../shared/files/granted-files.ts'
import { onFilesOpened } from '../../ipc/files-opened.ts'
import { useActiveQueues } from '../../queries/queues/active-queues.ts'
import { chooseFiles, grantDroppedFiles, revokeFiles } from '../../queries/files.ts'
import { pasteFile, rememberSubmit, submitDefaults, takeOpenedFiles } from '../../queries/jobs/submit.ts'
import { runCommand, useCommands } from '../../ui/commands/commands.ts'
import { toastError, toastInfo, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { noUndoText, undoLast } from '../../ui/feedback/undo-toast.ts'
import { plural } from '../../ui/text/format.ts'
import { leftOutText } from '../../ui/text/left-out.ts'
import { useLatest } from '../../ui/use-latest.ts'
import { useView } from '../../ui/view/view.ts'
import { DropOverlay } from './drop-overlay.tsx'
import { RefusedFiles } from './refused-files.tsx'
import { countOf } from './sheet-state.ts'
import { SubmitSheet, type SheetResult } from './submit-sheet.tsx'
import { useSubmit } from './use-submit.ts'
import { useWhenDecided } from './use-when-decided.ts'
import { usePastedContent } from './use-pasted-content.ts'
import { useWindowDrop, type DroppedFiles } from './use-window-drop.ts'

/** The files in the sheet. */
interface Editing {
  readonly queue: string
  readonly files: readonly GrantedFile[]
}

/** Files that were chosen before the job queues were known. */
interface Waiting {
  readonly result: GrantResult
  readonly edit: boolean
  /** The connection when they were chosen, or `null` if it was not known yet. */
  readonly connectionId: string | null
}

/**
 * Submits dropped, pasted, picked or opened files to the current job queue, or as soon as there is
 * one.
 */
export function SubmitFiles() {
  const { queue, show } = useView()
  const { connectionId, queues } = useActiveQueues()
  const isUndecided = queue === null && queues === undefined
  const [editing, setEditing] = useState<Editing | null>(null)
  const [refused, setRefused] = useState<Pick<GrantResult, 'refused' | 'moreRefused'> | null>(null)
  const grant = useMutation(grantDroppedFiles())
  const choose = useMutation(chooseFiles())
  const paste = useMutation(pasteFile())
  const takeOpened = useMutation(takeOpenedFiles())
  const defaults = useMutation(submitDefaults())
  const remember = useMutation(rememberSubmit())
  const revoke = useMutation(revokeFiles())
  const submit = useSubmit()

  function openSheet(target: string, files: readonly GrantedFile[]) {
    submit.reset()
    defaults.mutate(target)
    // Adds to the open sheet.
    setEditing((open) => ({ queue: open?.queue ?? target, files: [...(open?.files ?? []), ...files] }))
  }

  function sendEdited({ queue: target, files, delaySeconds, fields }: SheetResult, count: number) {
    remember.mutate({ queue: target, fields: Object.entries(fields), delaySeconds })
    submit.sendInPlace({ queue: target, files, fields, delaySeconds }, count, () => setEditing(null))
  }

  function handleGrant(result: GrantResult, target: string, edit: boolean) {
    if (result.refused.length > 0) setRefused(result)
    const left = leftOutText(result.leftOut)
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
    const isSent = sendable.length > 0 && !edit && editing === null
    if (left !== null && !isSent) {
      toastSuccess(left.title, left.detail, { label: 'Settings', run: () => show({ kind: 'settings' }) })
    }
    if (sendable.length === 0) return
    if (!isSent) return openSheet(target, sendable)
    const files = sendable.map(unedited)
    const note = left === null ? undefined : `${left.title}. ${left.detail}`
    submit.send({ queue: target, files, fields: {}, delaySeconds: 0 }, countOf(sendable), note)
  }

  const submitOnceDecided = useWhenDecided(
    !isUndecided,
    ({ result, edit, connectionId: before }: Waiting) => {
      const hasMoved = before !== null && before !== connectionId
      if (queue !== null && !hasMoved) return handleGrant(result, queue, edit)
      revoke.mutate(result.files.map(({ token }) => token))
      if (hasMoved) toastError(otherConnection)
      else sayNoQueue()
    },
  )

  /**
   * Submits to the job queue that was current when the files were chosen, otherwise to the first
   * one.
   */
  function deliver(result: GrantResult | null, target: string | null, edit: boolean) {
    if (result === null) return
    if (target === null) submitOnceDecided({ result, edit, connectionId })
    else handleGrant(result, target, edit)
  }

  function onDropped({ files, edit }: DroppedFiles) {
    if (queue === null && !isUndecided) return sayNoQueue()
    if (queue === null)
      toastSuccess(`${plural(files.length, 'file')} will be submitted once the connection is ready`)
    // Callbacks passed to `mutate` would run only for the last of several drops. The query client
    // shows the errors.
    void grant.mutateAsync(files).then(
      (result) => deliver(result, queue, edit),
      () => undefined,
    )
  }

  function pick(kind: 'files' | 'folder', edit: boolean) {
    if (queue === null && !isUndecided) return sayNoQueue()
    if (choose.isPending) return
    choose.mutate(kind, { onSuccess: (result) => deliver(result, queue, edit) })
  }

  function onPasted(kind: 'text' | 'image', files: readonly File[]) {
    if (queue === null && !isUndecided) return sayNoQueue()
    paste.mutate(kind, {
      onSuccess: (result) => {
        // The clipboard had a file from disk with the name of a pasted image.
        if (result === null && files.length > 0) onDropped({ files, edit: false })
        else deliver(result, queue, true)
      },
    })
  }

  function openOpened() {
    // Callbacks passed to `mutate` would run only for the last of several calls, which may find no
    // more files.
    void takeOpened.mutateAsync().then(
      (result) => latestDeliver.current(result),
      () => undefined,
    )
  }

  const latestDeliver = useLatest((result: GrantResult | null) => deliver(result, queue, true))
  usePastedContent(onPasted)
  const dragged = useWindowDrop(onDropped)
  useFilesOpened(openOpened)
  useCommands({
    'submit-files': () => pick('files', true),
    'submit-folder': () => pick('folder', true),
    'submit-pasted': () => {
      paste.mutate('image', {
        onSuccess: (image) => (image === null ? onPasted('text', []) : deliver(image, queue, true)),
      })
    },
    undo: () => {
      if (!undoLast()) toastInfo(noUndoText())
    },
  })

  return (
    <>
      {dragged === null ? null : <DropOverlay count={dragged.count} queue={queue} waits={isUndecided} />}
      {editing === null ? null : (
        <SubmitSheet
          queue={editing.queue}
          queues={(queues ?? []).map(({ config }) => config.name)}
          files={editing.files}
          defaults={defaults.data?.queue === editing.queue ? defaults.data : null}
          pending={submit.pending}
          error={submit.error}
          onQueue={(target) => {
            defaults.mutate(target)
            setEditing({ ...editing, queue: target })
          }}
          onRemove={(file) => {
            revoke.mutate([file.token])
            setEditing({ ...editing, files: editing.files.filter(({ token }) => token !== file.token) })
          }}
          onAdd={() => pick('files', true)}
          onClose={() => {
            // Submitted tokens must not be revoked.
            if (submit.pending) return
            revoke.mutate(editing.files.map((file) => file.token))
            setEditing(null)
          }}
          onSubmit={(result) => sendEdited(result, countOf(editing.files))}
        />
      )}
      {refused === null || editing !== null ? null : (
        <RefusedFiles {...refused} onClose={() => setRefused(null)} />
      )}
    </>
  )
}

/** Calls `open` at launch, and whenever the system opens files with the app. */
function useFilesOpened(open: () => void): void {
  const latest = useLatest(open)
  useEffect(() => {
    latest.current()
    return onFilesOpened(() => latest.current())
  }, [latest])
}

function sayNoQueue(): void {
  toastInfo('There is no job queue to send files to.', 'Add a job queue first, then drop the files again.', {
    label: 'Add queue…',
    run: () => runCommand('add-queue'),
  })
}

const otherConnection = {
  message: 'The files were not submitted, because another connection was chosen before the first was ready.',
  hint: 'Drop them again.',
}

function unedited(file: GrantedFile): OutgoingFile {
  return { token: file.token, name: null, fields: {} }
}
