import { lstat } from 'node:fs/promises'
import type { SaveTarget } from '../../engine/downloads/save-file.ts'

/**
 * Returns the save target for a path from the save dialog. The dialog asked about replacing the
 * file that exists now, so a file that appears later is not replaced.
 */
export async function chosenTarget(path: string): Promise<SaveTarget> {
  const replaces = await lstat(path).then(
    () => true,
    () => false,
  )
  return { path, replaces }
}
