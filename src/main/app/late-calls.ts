import type { IpcMain, IpcMainInvokeEvent } from 'electron'

type Listener = (event: IpcMainInvokeEvent, input: unknown) => unknown

/**
 * Takes the page's calls from the start, and answers them once their handlers have loaded. The handlers load after
 * the window has shown, and the page may call before.
 */
export class LateCalls {
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

  /** Adds a handler; like `ipcMain.handle`. */
  handle(channel: string, listener: Listener): void {
    this.#listeners.set(channel, listener)
  }

  /** Answers the calls that wait, and from now on each at once. */
  open(): void {
    this.#open()
  }
}
