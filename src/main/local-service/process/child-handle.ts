/** The server's process as the supervisor sees it, whatever started it. */
export type ChildHandle = {
  /** Undefined when the process did not start. */
  readonly pid: number | undefined
  /** A message to a process that is gone is dropped. */
  postMessage(message: unknown): void
  onMessage(listener: (message: unknown) => void): void
  /** Called once, also when the process could not be started. */
  onExit(listener: () => void): void
  /** Ends the process at once, without a goodbye. */
  kill(): void
}
