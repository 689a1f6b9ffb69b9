import type { JobFields } from '../../shared/jobs.ts'
import type { OutgoingFile } from '../../shared/ipc/contract.ts'
import type { FileGrants } from './file-grants.ts'

/** A file on its way out: its path, its size, and the fields its object will carry. */
export interface PlannedUpload {
  readonly path: string
  readonly name: string
  /** Bytes when it was handed over. */
  readonly bytesTotal: number
  readonly fields: JobFields
}

/**
 * Turns tokens into files. A file's fields are `name` and `filename`; a folder's files also carry `path`,
 * their place in the folder with `/`; the person's own fields come last and win.
 */
export function planUploads(grants: FileGrants, files: readonly OutgoingFile[]): PlannedUpload[] {
  return files.flatMap(({ token, name, fields }) =>
    grants.resolve(token).map((file) => ({
      path: file.path,
      name: file.relativePath ?? name ?? file.name,
      bytesTotal: file.size,
      fields: {
        name: file.relativePath === null ? (name ?? file.name) : file.name,
        filename: file.name,
        ...(file.relativePath === null ? {} : { path: file.relativePath }),
        ...fields,
      },
    })),
  )
}
