import { randomId } from '../async/random-id.ts'
import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import type { ObjectDetail } from '../../../shared/files/objects.ts'
import { EngineError } from '../errors/engine-error.ts'

import type { JobQueue } from '../job-queue/job-queue.ts'
import type { ConnectionLookup } from '../transfers/connection-lookup.ts'
import type { UploadRequest } from '../transfers/upload/file-to-upload.ts'
import { notConnected } from './job-errors.ts'
import type { JobStore, StoredDetail } from './job-store.ts'
import { pathExists } from '../files/path-exists.ts'

/** S3 copies objects of up to 5 GiB in one request. */
const maxCopyBytes = 5 * 1_024 ** 3
/** Fields that describe the file. They are kept unless the user sets others. */
const fileFields: readonly string[] = ['name', 'filename', 'path']

/** The changes to a resubmitted job. */
export interface SubmitAgainChanges {
  /** `null` leaves them unchanged. */
  readonly changes: { readonly name: string | null; readonly fields: JobFields | null } | null
  /** `null` means the job's own queue. */
  readonly queue: string | null
  readonly delaySeconds: number
}

/** Dependencies of submitting again. */
export interface SubmitAgainOptions {
  readonly store: Pick<JobStore, 'withKeys' | 'link'>
  readonly transfers: {
    submit(request: UploadRequest): string
    planned(): Promise<void>
  }
  readonly connections: Pick<ConnectionLookup, 'queueOn'>
}

/** Submits jobs again as new ones. S3 copies the payload. If it is gone or too large, the job's file is uploaded. */
export class SubmitAgain {
  readonly #options: SubmitAgainOptions

  constructor(options: SubmitAgainOptions) {
    this.#options = options
  }

  /**
   * Resolves once the new job is on disk and linked to the old one.
   *
   * @throws EngineError `NOT_CONNECTED`; `FILE_NOT_FOUND` if neither payload nor file is left.
   */
  async submit(detail: StoredDetail, { changes, queue, delaySeconds }: SubmitAgainChanges): Promise<void> {
    const { connections, transfers, store } = this.#options
    const { job } = detail
    const source = connections.queueOn(job.connectionId, job.queue)
    const target = connections.queueOn(job.connectionId, queue ?? job.queue)
    if (source === null || target === null) throw notConnected(queue ?? job.queue)
    const payload = await describePayload(source, detail)
    const fields = changedFields(payload?.fields ?? detail.fields, changes)
    const path = job.sourcePath ?? ''
    const key = randomId()
    const request = {
      path,
      name: fields['name'] ?? job.name,
      relativePath: fields['path'] ?? null,
      bytesTotal: payload?.size ?? job.size,
      fields,
      queue: target,
      connectionId: job.connectionId,
      key,
      ...(delaySeconds > 0 && { delaySeconds }),
    }
    if (payload !== null && payload.size <= maxCopyBytes) {
      const copyOf = { bucket: source.names.bucket(job.direction), key: payload.key, size: payload.size }
      transfers.submit({ ...request, copyOf })
    } else {
      if (path === '' || !(await pathExists(path))) throw noPayload(payload !== null)
      transfers.submit(request)
    }
    await transfers.planned()
    const again = (await store.withKeys(job.connectionId, target.config.name, [key])).get(key)
    if (again !== undefined) await store.link(job.id, again)
  }
}

async function describePayload(queue: JobQueue, { job }: StoredDetail): Promise<ObjectDetail | null> {
  if (job.key === null) return null
  return queue.describeObject(job.direction, job.key).catch((error: unknown) => {
    if (error instanceof EngineError && error.code === 'OBJECT_NOT_FOUND') return null
    throw error
  })
}

function changedFields(fields: JobFields, changes: SubmitAgainChanges['changes']): JobFields {
  const given = changes?.fields ?? null
  const kept =
    given === null
      ? fields
      : Object.fromEntries(Object.entries(fields).filter(([name]) => fileFields.includes(name)))
  const name = changes?.name ?? null
  return { ...kept, ...given, ...(name !== null && { name }) }
}

function noPayload(isTooLarge: boolean): EngineError {
  return isTooLarge
    ? new EngineError('FILE_TOO_LARGE', 'S3 cannot copy a payload over 5 GiB in one request.', {
        hint: 'Save it, then submit the file.',
        retryable: false,
      })
    : new EngineError(
        'FILE_NOT_FOUND',
        "This job's payload was deleted, and its file is no longer in its folder.",
        {
          hint: 'Submit the file from where it is now.',
          retryable: false,
        },
      )
}
