import { setImmediate as turn } from 'node:timers/promises'

/** Resolves once no file of this process is being opened, read, written, flushed or closed. */
export async function fileOperationsEnd(): Promise<void> {
  do await turn()
  while (process.getActiveResourcesInfo().some((name) => name.startsWith('FSReq') || name === 'CloseReq'))
}
