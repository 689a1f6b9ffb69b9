import { useEffect, useRef, useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { GrantResult } from '../../../../shared/files/granted-files.ts'
import type { Claim } from '../../../../shared/jobs/claims.ts'
import { completeClaim } from '../../../queries/jobs/claims.ts'
import { chooseFiles, grantDroppedFiles, revokeFiles } from '../../../queries/files.ts'
import { queuesQuery } from '../../../queries/queues/queues.ts'
import { Button } from '../../../ui/controls/button.tsx'
import { Dialog } from '../../../ui/layout/dialog.tsx'
import { ErrorNote } from '../../../ui/feedback/error-note.tsx'
import { draftProblem, fieldsOf, type FieldDraft } from '../../../ui/controls/field-drafts.ts'
import { FieldsEditor } from '../../../ui/controls/fields-editor.tsx'
import { FileDropArea } from '../../../ui/controls/file-drop-area.tsx'
import { plural } from '../../../ui/text/format.ts'
import { Notice } from '../../../ui/feedback/notice.tsx'
import { claimTitle } from '../claim/claim-state.ts'
import { withoutResultLabel } from '../panel/job-actions.ts'
import { leftOutText } from '../../../ui/text/left-out.ts'
import styles from './complete-dialog.module.css'
import { CompleteFiles } from './complete-files.tsx'
import { outgoing, type ResultFile } from './complete-plan.ts'

/** The maximum number of refused files to list. Further ones are only counted. */
const maxRefusedShown = 5

interface CompleteDialogProps {
  readonly claim: Claim
  /** Files dropped on the job. */
  readonly dropped: readonly File[]
  /** Finishes the job without a result. */
  readonly onWithoutResult: () => void
  readonly onClose: () => void
}

/** Collects a claim's result files, shows the steps, and starts the completion. */
export function CompleteDialog({ claim, dropped, onWithoutResult, onClose }: CompleteDialogProps) {
  const [files, setFiles] = useState<readonly ResultFile[]>([])
  /** The number of files added so far, including removed ones. */
  const [added, setAdded] = useState(0)
  const [refused, setRefused] = useState<GrantResult['refused']>([])
  const [moreRefused, setMoreRefused] = useState(0)
  const [drafts, setDrafts] = useState<readonly FieldDraft[]>([])
  const complete = useMutation(completeClaim())
  const choose = useMutation(chooseFiles())
  const grant = useMutation(grantDroppedFiles())
  const left = grant.data === undefined ? null : leftOutText(grant.data.leftOut)
  const revoke = useMutation(revokeFiles())
  const queues = useQuery(queuesQuery())
  const config = queues.data?.queues.find((queue) => queue.config.name === claim.queue)?.config
  const isValid = drafts.every((draft) => draftProblem(draft, drafts) === null)
  const lacksCompleted = config !== undefined && !config.statuses.includes('completed')

  function addFiles(result: GrantResult) {
    setAdded((before) => before + result.files.length)
    setFiles((before) => [...before, ...result.files.map((granted) => ({ granted, name: granted.name }))])
    setRefused(result.refused.slice(0, maxRefusedShown))
    setMoreRefused(Math.max(0, result.refused.length - maxRefusedShown) + result.moreRefused)
  }

  const taken = useRef<readonly File[] | null>(null)
  useEffect(() => {
    if (dropped.length === 0 || taken.current === dropped) return
    taken.current = dropped
    grant.mutate(dropped, { onSuccess: addFiles })
  })

  const submitButton = useRef<HTMLButtonElement>(null)
  useEffect(() => {
    // Once files have been added in any way, Enter finishes the job. If the focus stayed on the pressed
    // button, Enter would ask for files again.
    if (added > 0) submitButton.current?.focus()
  }, [added])

  function remove(token: string) {
    setFiles(files.filter((file) => file.granted.token !== token))
    revoke.mutate([token])
  }

  function cancel() {
    if (files.length > 0) revoke.mutate(files.map((file) => file.granted.token))
    onClose()
  }

  function submit() {
    if (files.length === 0 || !isValid || lacksCompleted || complete.isPending) return
    complete.mutate(
      { claimId: claim.id, files: outgoing(files), fields: fieldsOf(drafts) },
      { onSuccess: onClose },
    )
  }

  return (
    <Dialog
      title={`Finish “${claimTitle(claim)}”`}
      onClose={cancel}
      onSubmit={submit}
      actions={
        <>
          <Button onClick={cancel}>Cancel</Button>
          <Button
            ref={submitButton}
            variant="primary"
            type="submit"
            disabled={files.length === 0 || !isValid || lacksCompleted}
            busy={complete.isPending}
          >
            Finish job
          </Button>
        </>
      }
    >
      <FileDropArea
        label="Result files"
        onFiles={(more) => grant.mutate(more, { onSuccess: addFiles })}
        onChoose={() =>
          choose.mutate('files', { onSuccess: (result) => result !== null && addFiles(result) })
        }
      >
        Drop the result files here
      </FileDropArea>
      {files.length > 0 ? null : (
        <p className={styles.help}>
          No result?
          <Button size="small" onClick={onWithoutResult}>
            {withoutResultLabel(claim)}
          </Button>
          This only deletes the message.
        </p>
      )}
      {refused.map(({ name, error }, index) => (
        <Notice key={`${index} ${name}`} tone="danger" title={`${name}: ${error.message}`}>
          {error.hint}
        </Notice>
      ))}
      {moreRefused === 0 ? null : (
        <Notice tone="danger" title={`${plural(moreRefused, 'more file', 'more files')} cannot be sent.`} />
      )}
      {left === null ? null : <Notice title={left.title}>{left.detail}</Notice>}
      <CompleteFiles
        files={files}
        onRename={(token, name) =>
          setFiles(files.map((file) => (file.granted.token === token ? { ...file, name } : file)))
        }
        onRemove={remove}
      />
      <div className={styles.section}>
        <h3 className={styles.label}>Fields (optional)</h3>
        <FieldsEditor drafts={drafts} onChange={setDrafts} />
      </div>
      {lacksCompleted ? (
        <Notice tone="warning" title={`${claim.queue} has no completed status.`}>
          The result cannot be sent. Add the status completed to this queue, or store the file under Files and
          finish the job without a result.
        </Notice>
      ) : (
        <CompleteSteps claim={claim} single={config?.layout === 'single'} count={files.length} />
      )}
      {complete.error === null ? null : <ErrorNote error={complete.error} />}
    </Dialog>
  )
}

interface CompleteStepsProps {
  readonly claim: Claim
  readonly single: boolean
  readonly count: number
}

function CompleteSteps({ claim, single, count }: CompleteStepsProps) {
  const bucket = single ? `remotejobs-${claim.queue}` : `remotejobs-out-${claim.queue}`
  return (
    <div className={styles.section}>
      <h3 className={styles.label}>Steps, in this order</h3>
      <ol className={styles.steps}>
        <li>
          <span>
            Store {count === 1 ? 'the file' : count === 0 ? 'the files' : `${count} files`} in{' '}
            <code>{bucket}</code>
          </span>
        </li>
        <li>
          <span>
            Send {count > 1 ? `${count} results` : 'the result'} to <code>{claim.queue}-completed</code>
          </span>
        </li>
        <li>
          <span>
            Delete the message from{' '}
            <code>
              {claim.queue}-{claim.status}
            </code>
          </span>
        </li>
      </ol>
    </div>
  )
}
