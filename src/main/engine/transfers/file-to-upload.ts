import { basename } from 'node:path'
import type { JobFields } from '../../../shared/jobs.ts'
import type { JobQueue } from '../job-queue/job-queue.ts'

/** A local file that the user sends. */
export interface FileToUpload {
  readonly path: string
  /** What the user calls it; for a file of a folder, its own name. */
  readonly name: string
  /** Where a file of a folder is, from the folder's name on, with `/`. Default: it was chosen by itself. */
  readonly relativePath?: string | null
  /** Bytes when the user chose it; `null` if unknown. */
  readonly bytesTotal: number | null
  /** The user's own fields. */
  readonly fields: JobFields
}

/** A file to upload, and where to. */
export interface UploadRequest extends FileToUpload {
  readonly queue: JobQueue
  readonly connectionId: string
}

/** What the list of transfers calls it. */
export function displayName({ name, relativePath }: Pick<FileToUpload, 'name' | 'relativePath'>): string {
  return relativePath ?? name
}

/**
 * The fields of its object and its message: `name`, `filename`, from which the content type follows, and for a file of
 * a folder `path`. The user's own fields come last and replace these, whatever their case.
 */
export function uploadFields(file: Omit<FileToUpload, 'bytesTotal'>): JobFields {
  const { path, name, relativePath = null, fields } = file
  const given = new Set(Object.keys(fields).map((field) => field.toLowerCase()))
  return {
    ...(!given.has('name') && { name }),
    ...(!given.has('filename') && { filename: basename(path) }),
    ...(relativePath !== null && !given.has('path') && { path: relativePath }),
    ...fields,
  }
}
