import type { GrantResult } from '../../shared/files/granted-files.ts'
import { unwrap } from './client.ts'

/** Exchanges dropped or pasted files for tokens. The preload sends their paths to main. */
export async function grantFiles(files: readonly File[]): Promise<GrantResult> {
  return unwrap(await window.remotejob.grantFiles(files))
}
