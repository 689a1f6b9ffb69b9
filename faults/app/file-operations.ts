import { setImmediate as turn } from 'node:timers/promises'

/** Resolves once this process has no file that is being opened, read, written, flushed or closed. */
export async function fileOperationsEnd(): Promise<void> {
  do await turn()
  while (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq') || name === 'CloseReq'))
}
