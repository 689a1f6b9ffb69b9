import { lstat } from 'node:fs/promises'
import type { SaveTarget } from '../engine/downloads/save-file.ts'

/** Where to save what the person chose a place for: the system's dialog asked about what is there now, and only that. */
export async function chosenTarget(path: string): Promise<SaveTarget> {
  const replaces = await lstat(path).then(
    () => true,
    () => false,
  )
  return { path, replaces }
}
