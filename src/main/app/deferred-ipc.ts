import type { IpcMain, IpcMainInvokeEvent } from 'electron'

type Listener = (event: IpcMainInvokeEvent, input: unknown) => unknown

/**
 * Holds the page's calls until the handlers are registered. The handlers load after the window is
 * shown, but the page may call earlier.
 */
export class DeferredIpc {
  readonly #listeners = new Map<string, Listener>()
  readonly #opened: Promise<void>
  #open = (): void => {}

  constructor(ipcMain: Pick<IpcMain, 'handle'>, channels: readonly string[]) {
    this.#opened = new Promise((resolve) => {
      this.#open = resolve
    })
    for (const channel of channels) {
      ipcMain.handle(channel, async (event, input: unknown) => {
        await this.#opened
        const listener = this.#listeners.get(channel)
        if (listener === undefined) throw new Error(`There is no handler for ${channel}.`)
        return listener(event, input)
      })
    }
  }

  /** Registers a handler, like `ipcMain.handle`. */
  handle(channel: string, listener: Listener): void {
    this.#listeners.set(channel, listener)
  }

  /** Runs the held calls. Later calls run at once. */
  open(): void {
    this.#open()
  }
}
