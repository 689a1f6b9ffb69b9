import { basename } from 'node:path'
import type { UploadStep, PlannedUpload } from '../../../engine/transfers/transfer-journal.ts'
import type { Connection, Statement } from '../connection.ts'
import type { StoredUnfinishedWork } from '../../ledger-message.ts'
import type { JobInfo } from '../job-info.ts'
import type { GroupRows } from './group-rows.ts'
import type { JobChange } from './jobs/job-change.ts'
import type { JobRows } from './jobs/job-rows.ts'
import type { OpenUpload, OpenUploads } from './open-uploads.ts'
import type { QueueRows } from './queue-rows.ts'

/** Additional values that are recorded with a step of an upload. */
export interface UploadInfo {
  readonly messageId: string | null
  /** As JSON. */
  readonly error: string | null
  readonly at: number
}

/** The unfinished uploads. */
export class UploadRows {
  readonly #jobs: JobRows
  readonly #groups: GroupRows
  readonly #queues: QueueRows
  readonly #open: OpenUploads
  readonly #all: Statement

  constructor(
    connection: Connection,
    {
      jobs,
      groups,
      queues,
      open,
    }: {
      readonly jobs: JobRows
      readonly groups: GroupRows
      readonly queues: QueueRows
      readonly open: OpenUploads
    },
  ) {
    this.#open = open
    this.#jobs = jobs
    this.#groups = groups
    this.#queues = queues
    this.#all = connection.prepare(
      `SELECT uploads.plan, uploads.step, error FROM uploads LEFT JOIN job_details USING (job_id) ORDER BY job_id`,
    )
  }

  plan(upload: PlannedUpload, at: number): void {
    const { id, connectionId, queue, direction, key, name, path, size, createdAt, group, fields } = upload
    const identity = { connectionId, queue, direction, key, messageId: null }
    const info: JobInfo = { name, fileName: basename(path), size }
    const known = this.#jobs.find(identity)
    if (known !== null) this.#jobs.restart(known, info, at, path)
    const { id: job, inputs } =
      known === null
        ? this.#jobs.addWithState(identity, info, {
            step: 'planned',
            at: createdAt,
            plannedAt: at,
            sourcePath: path,
            groupId:
              group == null ? null : this.#groups.id(group, this.#queues.id(connectionId, queue), createdAt),
            fields: fieldsJson(fields),
          })
        : { id: known, inputs: null }
    const open: OpenUpload = { id, job, kind: upload.kind, step: 'planned', inputs }
    this.#open.plan(open, JSON.stringify(upload))
  }

  /** Records a step. Does nothing if the upload is not planned, because a cancelled upload may still report a step. */
  advance(id: string, step: UploadStep, { messageId, error, at }: UploadInfo): void {
    const upload = this.#open.find(id)
    if (upload === undefined) return
    const { job, kind } = upload
    if (step === 'sent' || step === 'dropped') {
      this.#jobs.change(job, endOf(step, kind, messageId, at))
      this.#open.delete(upload)
      return
    }
    this.#open.setStep(upload, step)
    // These steps are not part of the history.
    if (step === 'paused' || step === 'unconfirmed') this.#jobs.change(job, { at, upload: step, error })
    else this.#jobs.change(job, { at, step, upload: step, error })
  }

  /** Returns the unfinished uploads, oldest first. */
  unfinished(): StoredUnfinishedWork['uploads'] {
    return this.#all.all().map(([plan, step, error]) => ({
      plan: String(plan),
      step: String(step),
      error: error == null ? null : String(error),
    }))
  }
}

function endOf(
  step: 'sent' | 'dropped',
  kind: PlannedUpload['kind'],
  messageId: string | null,
  at: number,
): JobChange {
  if (step === 'dropped') return { at, step: 'cancelled', upload: null }
  // A payload stored without a message ends with `stored`, because nothing was sent.
  if (kind === 'store') return { at, step: 'stored', upload: null }
  return { at, step: 'sent', upload: null, ...(messageId !== null && { messageId }) }
}

function fieldsJson(fields: PlannedUpload['fields']): string | null {
  for (const _ in fields) return JSON.stringify(fields)
  return null
}
