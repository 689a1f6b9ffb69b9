import type { Channel, EventName } from './channels.ts'
import type { EventPayload, GrantResult, Input, Output, Reply } from './contract.ts'

/** A `File` of the page. Named here by what it shows, because this folder knows no DOM. */
export interface PageFile {
  readonly name: string
  readonly size: number
}

/** What the preload puts on `window.remotejob`. */
export interface Bridge {
  /** Calls main. Always resolves; a name that is not a channel is refused with `BAD_REQUEST`. */
  invoke<C extends Channel>(channel: C, input: Input<C>): Promise<Reply<Output<C>>>
  /** Listens to main. Answers with the function that stops it. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /**
   * Turns dropped, pasted or picked files into tokens; their paths never reach the page. Refuses with `BAD_REQUEST`
   * anything but an array of up to 10,000 `File`s.
   */
  grantFiles(files: readonly PageFile[]): Promise<Reply<GrantResult>>
  /** `darwin`, `win32` or `linux`: for the names of keys. */
  readonly platform: string
}
