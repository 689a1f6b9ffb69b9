/**
 * Calls the listener when the system has opened files with the app. Returns a function that removes
 * it.
 */
export function onFilesOpened(listener: () => void): () => void {
  return window.remotejob.on('files:opened', listener)
}
