import { dirname } from 'node:path'
import { fromFolderError } from '../../engine/errors/file-errors.ts'
import { toEngineError } from '../../engine/errors/to-engine-error.ts'
import { replaceFile } from '../../engine/files/atomic-write.ts'

/**
 * Writes text to a path from the save dialog, which has already asked before replacing a file.
 * @throws EngineError the errors of `fromFolderError`.
 */
export async function saveText(path: string, text: string): Promise<void> {
  try {
    await replaceFile(path, (file) => file.writeFile(text))
  } catch (error) {
    throw fromFolderError(error, dirname(path)) ?? toEngineError(error)
  }
}
