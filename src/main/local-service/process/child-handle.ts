/** A handle for the server's process, however it was started. */
export type ChildHandle = {
  /** `undefined` if the process did not start. */
  readonly pid: number | undefined
  /** Sends a message. Does nothing if the process is gone. */
  postMessage(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, even if the process could not be started. */
  onExit(listener: () => void): void
  /** Kills the process at once. */
  kill(): void
}
