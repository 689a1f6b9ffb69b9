import { randomUUID } from 'node:crypto'
import type { OutgoingFile } from '../../../shared/files/granted-files.ts'
import { groupOf, type SubmitGroup } from '../../../shared/jobs/submit-group.ts'
import type { FileToUpload } from '../../engine/transfers/upload/file-to-upload.ts'
import type { FileGrants } from './file-grants.ts'

/**
 * Yields the files behind the tokens with the user's fields. A folder yields all of its files,
 * under their own names. @throws EngineError `FILE_NOT_FOUND` for an unknown token, before the
 * first file.
 */
export function filesToUpload(
  grants: FileGrants,
  files: readonly OutgoingFile[],
): Iterable<FileToUpload & Pick<OutgoingFile, 'delaySeconds'>> {
  const chosen = files.map(({ token, ...given }) => ({ files: grants.resolve(token), ...given }))
  return (function* () {
    for (const { files: some, name, fields, delaySeconds } of chosen) {
      for (const file of some) {
        yield {
          ...file,
          name: file.relativePath === null ? (name ?? file.name) : file.name,
          fields,
          ...(delaySeconds !== undefined && { delaySeconds }),
        }
      }
    }
  })()
}

/**
 * Returns the files' group, or `null` for a single file. @throws EngineError `FILE_NOT_FOUND`
 * for an unknown token.
 */
export function groupOfFiles(grants: FileGrants, files: readonly OutgoingFile[]): SubmitGroup | null {
  const granted = files.map(({ token }) => grants.describe(token))
  const count = granted.reduce((sum, one) => sum + one.files, 0)
  const [only] = granted
  const folder = granted.length === 1 && only?.kind === 'folder' ? only.name : null
  return groupOf(randomUUID(), count, folder)
}
