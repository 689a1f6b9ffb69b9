import type { GrantResult } from '../../shared/files/granted-files.ts'
import { unwrap } from './client.ts'

/** Turns dropped or pasted files into tokens. Their paths go from the preload to main. */
export async function grantFiles(files: readonly File[]): Promise<GrantResult> {
  return unwrap(await window.remotejob.grantFiles(files))
}
