import type { OutgoingFile } from '../../shared/ipc/contract.ts'
import type { FileToUpload } from '../engine/transfers/file-to-upload.ts'
import type { FileGrants } from './file-grants.ts'

/** The files behind the tokens, with the user's fields. A folder stands for all of its files, under their own names. */
export function filesToUpload(grants: FileGrants, files: readonly OutgoingFile[]): FileToUpload[] {
  return files.flatMap(({ token, name, fields }) =>
    grants.resolve(token).map((file) => ({
      ...file,
      name: file.relativePath === null ? (name ?? file.name) : file.name,
      fields,
    })),
  )
}
