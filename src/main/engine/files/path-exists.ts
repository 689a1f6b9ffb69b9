import { lstat } from 'node:fs/promises'
import { pathBytes } from './path-text.ts'

/** True if there is anything at the path, even a broken link. */
export async function pathExists(path: string): Promise<boolean> {
  return lstat(pathBytes(path)).then(
    () => true,
    () => false,
  )
}
