import { basename } from 'node:path'
import { wellFormed } from '../../../../shared/texts/well-formed.ts'
import type { SubmitGroup } from '../../../../shared/jobs/submit-group.ts'
import type { JobFields } from '../../../../shared/jobs/job-fields.ts'
import type { JobQueue } from '../../job-queue/job-queue.ts'
import type { CopiedPayload } from '../transfer-journal.ts'

/** A local file to send. */
export interface FileToUpload {
  readonly path: string
  /** The name given by the user. Files in a folder keep their own names. */
  readonly name: string
  /**
   * The path of a file within a chosen folder, starting with the folder's name, with `/`. Default: the file
   * itself was chosen.
   */
  readonly relativePath?: string | null
  /** Its size in bytes when the user chose it, or `null` if unknown. */
  readonly bytesTotal: number | null
  /** The user's own fields. */
  readonly fields: JobFields
}

/** A file to upload, and its destination. */
export interface UploadRequest extends FileToUpload {
  readonly queue: JobQueue
  readonly connectionId: string
  /** Default: a new UUID. Must be new. */
  readonly key?: string
  /**
   * The stored payload to copy inside S3 instead of a file. In that case, `fields` contains all fields, and
   * `path` may be empty.
   */
  readonly copyOf?: CopiedPayload
  /** The group of files that it was dropped with. Default: none. */
  readonly group?: SubmitGroup | null
  /**
   * When its message may be sent, in milliseconds since the epoch. Until then {@link Transfers.takeBack} can
   * take the job back. Default: at once. After a restart, the message is sent without waiting.
   */
  readonly sendsAt?: number | null
  /** How long its message stays invisible after it is sent, in seconds: 0 to 900. Default: its queue's delay. */
  readonly delaySeconds?: number | undefined
}

/** Returns a file's name in the list of transfers. */
export function displayName({ name, relativePath }: Pick<FileToUpload, 'name' | 'relativePath'>): string {
  return relativePath ?? name
}

/**
 * Returns the fields for a file's object and message: `name`, `filename` (which sets the content
 * type) and, in a folder, `path`. The user's own fields replace these, ignoring case.
 */
export function uploadFields(file: Omit<FileToUpload, 'bytesTotal'>): JobFields {
  const { path, name, relativePath = null, fields } = file
  const given = new Set(Object.keys(fields).map((field) => field.toLowerCase()))
  return {
    ...(!given.has('name') && { name }),
    ...(!given.has('filename') && { filename: wellFormed(basename(path)) }),
    ...(relativePath !== null && !given.has('path') && { path: relativePath }),
    ...fields,
  }
}
