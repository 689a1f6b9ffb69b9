import { fromFileError } from '../engine/errors/file-errors.ts'
import { replaceFile } from '../engine/files/atomic-write.ts'

/** Writes a text to a path from the save dialog, which asked whether to replace it. @throws EngineError `FILE_*`. */
export async function saveText(path: string, text: string): Promise<void> {
  try {
    await replaceFile(path, (file) => file.writeFile(text))
  } catch (error) {
    throw fromFileError(error, path)
  }
}
