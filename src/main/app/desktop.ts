import { clipboard, nativeTheme, shell } from 'electron'
import type { Settings } from '../../shared/connections.ts'
import { EngineError } from '../engine/errors/engine-error.ts'

/** The clipboard, the file manager and the theme of the desktop. */
export const desktop = {
  // Newer Electron versions return a promise, older ones the text.
  readText: async (): Promise<string> => clipboard.readText(),
  writeText: async (text: string): Promise<void> => {
    await clipboard.writeText(text)
  },
  showInFolder: (path: string): void => {
    shell.showItemInFolder(path)
  },
  openFolder: async (path: string): Promise<void> => {
    await shell.openPath(path)
  },
  openFile: async (path: string): Promise<void> => {
    const problem = await shell.openPath(path)
    if (problem === '') return
    throw new EngineError('FILE_UNREADABLE', 'No application opened the file.', {
      hint: 'Show it in its folder, and open it there.',
      retryable: false,
      cause: new Error(problem),
    })
  },
  setTheme: (theme: Settings['theme']): void => {
    nativeTheme.themeSource = theme
  },
}
