import type { GrantResult } from '../../shared/ipc/contract.ts'
import { unwrap } from './client.ts'

/** Turns files that the person dropped or pasted into tokens. Their paths go from the preload to main. */
export async function grantFiles(files: readonly File[]): Promise<GrantResult> {
  return unwrap(await window.remotejob.grantFiles(files))
}
