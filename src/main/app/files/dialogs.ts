import { join } from 'node:path'
import { type BrowserWindow, dialog } from 'electron'
import { chooseInPages } from './choose-in-pages.ts'

/** The native dialogs. File dialogs return `null` if the user cancels them. */
export class Dialogs {
  readonly #window: () => BrowserWindow | null

  constructor(window: () => BrowserWindow | null) {
    this.#window = window
  }

  async chooseFiles(): Promise<readonly string[] | null> {
    return this.#open({ title: 'Choose files', properties: ['openFile', 'multiSelections'] })
  }

  async chooseFolder(title: string): Promise<readonly string[] | null> {
    return this.#open({ title, properties: ['openDirectory', 'createDirectory'] })
  }

  async chooseOneFile(title: string): Promise<string | null> {
    const paths = await this.#open({ title, properties: ['openFile', 'showHiddenFiles'] })
    return paths?.[0] ?? null
  }

  /** Asks where to save a file. The system's dialog asks before it replaces an existing file. */
  async chooseSavePath(folder: string, fileName: string): Promise<string | null> {
    const options = { title: 'Save as', defaultPath: join(folder, fileName) }
    const window = this.#window()
    const answer =
      window === null ? await dialog.showSaveDialog(options) : await dialog.showSaveDialog(window, options)
    return answer.canceled || answer.filePath === '' ? null : answer.filePath
  }

  /** Asks a question. Declining is the default, and closing the dialog also declines. */
  async confirm(question: {
    readonly message: string
    readonly detail: string
    readonly accept: string
    readonly decline?: string
  }): Promise<boolean> {
    const { message, detail, accept, decline = 'Cancel' } = question
    const options: Electron.MessageBoxOptions = {
      type: 'warning',
      message,
      detail,
      buttons: [decline, accept],
      defaultId: 0,
      cancelId: 0,
      noLink: true,
    }
    const window = this.#window()
    const answer =
      window === null ? await dialog.showMessageBox(options) : await dialog.showMessageBox(window, options)
    return answer.response === 1
  }

  /** Asks the user to choose one of several options. Returns its index. */
  async choose(choice: {
    readonly message: string
    readonly detail: string
    readonly options: readonly string[]
  }): Promise<number | null> {
    const { message, detail, options } = choice
    return chooseInPages(options, async ({ buttons, note }) => {
      const box: Electron.MessageBoxOptions = {
        type: 'question',
        message,
        detail: `${detail} ${note}`.trim(),
        buttons: [...buttons],
        defaultId: 0,
        cancelId: 0,
        noLink: true,
      }
      const window = this.#window()
      const { response } =
        window === null ? await dialog.showMessageBox(box) : await dialog.showMessageBox(window, box)
      return response
    })
  }

  async #open(options: Electron.OpenDialogOptions): Promise<readonly string[] | null> {
    const window = this.#window()
    const answer =
      window === null ? await dialog.showOpenDialog(options) : await dialog.showOpenDialog(window, options)
    return answer.canceled || answer.filePaths.length === 0 ? null : answer.filePaths
  }
}
