import { useState } from 'react'
import { useMutation, useQuery } from '@tanstack/react-query'
import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import { useActiveQueues } from '../../queries/queues/active-queues.ts'
import { jobDetailQuery, submitJobsAgain } from '../../queries/jobs/jobs.ts'
import { Button } from '../../ui/controls/button.tsx'
import { draftProblem, fieldsOf, type FieldDraft } from '../../ui/controls/field-drafts.ts'
import { FieldsEditor } from '../../ui/controls/fields-editor.tsx'
import { Select } from '../../ui/controls/select.tsx'
import { TextField } from '../../ui/controls/text-field.tsx'
import { ErrorNote } from '../../ui/feedback/error-note.tsx'
import { toastError, toastSuccess } from '../../ui/feedback/toast-store.ts'
import { plural } from '../../ui/text/format.ts'
import { Dialog } from '../../ui/layout/dialog.tsx'
import { useOpenDialog } from '../../ui/layout/open-dialogs.ts'
import { useWorkRequests, type WorkRequest } from '../../ui/work-requests.ts'
import { delayProblem, secondsOf } from './sheet-state.ts'
import styles from './submit-sheet.module.css'

type Again = Extract<WorkRequest, { readonly kind: 'submit-again' }>

/** Opens the dialog that resubmits jobs, whenever another part of the window requests it. */
export function ResubmitDialogs() {
  const [asked, setAsked] = useState<Again | null>(null)
  useWorkRequests((request) => {
    if (request.kind === 'submit-again') setAsked(request)
  })
  if (asked === null) return null
  const { jobs } = asked
  const [only] = jobs.kind === 'some' && asked.count === 1 ? jobs.ids : []
  const close = (): void => setAsked(null)
  return only === undefined ? (
    <ResubmitDialog asked={asked} job={null} onClose={close} />
  ) : (
    <OneJob key={only} id={only} asked={asked} onClose={close} />
  )
}

/** Shows the dialog once the details of the job are loaded. */
function OneJob({
  id,
  asked,
  onClose,
}: {
  readonly id: number
  readonly asked: Again
  readonly onClose: () => void
}) {
  const detail = useQuery(jobDetailQuery(id))
  // The job can be resubmitted unchanged even if its details fail to load.
  if (detail.isPending) return <Loading />
  const { data } = detail
  const job =
    data === undefined || data === null
      ? null
      : { name: data.job.name, queue: data.job.queue, fields: data.fields }
  return <ResubmitDialog asked={asked} job={job} onClose={onClose} />
}

/** Counts as a dialog, so that text typed ahead runs no command. */
function Loading(): null {
  useOpenDialog()
  return null
}

interface ResubmitDialogProps {
  readonly asked: Again
  /** The details of a single job for editing, or `null` for several jobs. */
  readonly job: { readonly name: string; readonly queue: string; readonly fields: JobFields } | null
  readonly onClose: () => void
}

/** Edits jobs before resubmitting them as new jobs. The old jobs stay unchanged. */
function ResubmitDialog({ asked: { jobs, count }, job, onClose }: ResubmitDialogProps) {
  const own = ''
  const [name, setName] = useState(job?.name ?? '')
  const [drafts, setDrafts] = useState<readonly FieldDraft[]>(
    Object.entries(job?.fields ?? {}).map(([field, value], index) => ({ id: index + 1, name: field, value })),
  )
  const [queue, setQueue] = useState(job?.queue ?? own)
  const [delay, setDelay] = useState('')
  const { queues } = useActiveQueues()
  const again = useMutation({ ...submitJobsAgain(), meta: { errorShownInPlace: true } })
  const nameProblem = job !== null && name.trim() === '' ? 'Enter a name.' : null
  const isValid =
    nameProblem === null &&
    delayProblem(delay) === null &&
    drafts.every((draft) => draftProblem(draft, drafts) === null)

  function submit() {
    if (!isValid || again.isPending) return
    const changes = job === null ? null : { name: name.trim(), fields: fieldsOf(drafts) }
    again.mutate(
      { jobs, changes, queue: queue === own ? null : queue, delaySeconds: secondsOf(delay) },
      {
        onSuccess: ({ done, failed, moreFailed }) => {
          const [first] = failed
          if (first === undefined) toastSuccess(`${plural(done, 'job')} submitted again`)
          else {
            const message = `${plural(failed.length + moreFailed, 'job')} could not be submitted again.`
            toastError({ ...first.error, message, hint: first.error.message })
          }
          onClose()
        },
      },
    )
  }

  const names = (queues ?? []).map(({ config }) => config.name)
  return (
    <Dialog
      title={count === 1 ? 'Submit again' : `Submit ${plural(count, 'job')} again`}
      description="This makes a new job with the same payload. The old one stays as it is."
      onClose={onClose}
      onSubmit={submit}
      actions={
        <>
          <Button busy={again.isPending} onClick={onClose}>
            Cancel
          </Button>
          <Button type="submit" variant="primary" disabled={!isValid} busy={again.isPending}>
            Submit {plural(count, 'job')}
          </Button>
        </>
      }
    >
      {job === null ? null : (
        <TextField label="Name" value={name} maxLength={300} error={nameProblem} onChange={setName} />
      )}
      <div className={styles.target}>
        <Select
          label="Job queue"
          value={queue}
          options={[
            ...(job === null ? [{ value: own, label: 'The queue that each job came from' }] : []),
            ...(job === null || names.includes(job.queue) ? [] : [{ value: job.queue, label: job.queue }]),
            ...names.map((value) => ({ value, label: value })),
          ]}
          onChange={setQueue}
        />
        <TextField
          label="Delay in seconds"
          value={delay}
          maxLength={3}
          placeholder="0"
          error={delayProblem(delay)}
          onChange={setDelay}
        />
      </div>
      {job === null ? null : (
        <section className={styles.section} aria-label="Fields">
          <h3 className={styles.label}>Fields</h3>
          <FieldsEditor drafts={drafts} onChange={setDrafts} />
        </section>
      )}
      {again.error === null ? null : <ErrorNote error={again.error} />}
    </Dialog>
  )
}
