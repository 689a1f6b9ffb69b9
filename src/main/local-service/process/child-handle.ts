/** The server's process as the supervisor sees it, whatever started it. */
export type ChildHandle = {
  /** Undefined when the process did not start. */
  readonly pid: number | undefined
  /** Sends a message. Does nothing if the process is gone. */
  postMessage(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, even if the process could not be started. */
  onExit(listener: () => void): void
  /** Kills the process at once. */
  kill(): void
}
