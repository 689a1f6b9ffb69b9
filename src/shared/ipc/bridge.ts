import type { Channel, EventName } from './channels.ts'
import type { EventPayload, Input, Output, Reply } from './contract.ts'
import type { GrantResult } from '../files/granted-files.ts'

/** The part of the DOM's `File` that is used here. This folder compiles without DOM types. */
export interface PageFile {
  readonly name: string
  readonly size: number
}

/** The API that the preload exposes as `window.remotejob`. */
export interface Bridge {
  /** Calls main. Always resolves; an unknown channel resolves with `BAD_REQUEST`. */
  invoke<C extends Channel>(channel: C, input: Input<C>): Promise<Reply<Output<C>>>
  /** Subscribes to an event of main. Returns the function that unsubscribes. */
  on<E extends EventName>(event: E, listener: (payload: EventPayload<E>) => void): () => void
  /**
   * Turns dropped, pasted or picked files into tokens; their paths never reach the page. Anything but an
   * array of `File`s resolves with `BAD_REQUEST`.
   */
  grantFiles(files: readonly PageFile[]): Promise<Reply<GrantResult>>
  /** `darwin`, `win32` or `linux`. Decides how shortcuts are written. */
  readonly platform: string
}
