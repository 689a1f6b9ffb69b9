import type { Channel, EventName } from './channels.ts'
import type { EventPayload, Input, Output, Reply } from './contract.ts'
import type { GrantResult } from '../files/granted-files.ts'

/** The part of the DOM's `File` used here, because this folder compiles without DOM types. */
export interface PageFile {
  readonly name: string
  readonly size: number
}

/** The API that the preload exposes as `window.remotejob`. */
export interface Bridge {
  /** Calls main. Always resolves; with `BAD_REQUEST` if the channel is unknown. */
  invoke<C extends Channel>(channel: C, input: Input<C>): Promise<Reply<Output<C>>>
  /** Subscribes to an event from main. Returns a function that unsubscribes. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /**
   * Exchanges dropped, pasted or picked files for tokens. Their paths never reach the page. Resolves with
   * `BAD_REQUEST` for anything but an array of `File`s.
   */
  grantFiles(files: readonly PageFile[]): Promise<Reply<GrantResult>>
  /** `darwin`, `win32` or `linux`. Determines how shortcuts are displayed. */
  readonly platform: string
}
