/** Calls the listener when the app quits, to save the window's state. Returns a function that removes it. */
export function onSaveRequested(listener: () => void): () => void {
  return window.remotejob.on('view-state:save', listener)
}
