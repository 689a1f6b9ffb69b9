import { clipboard, nativeTheme, shell } from 'electron'
import type { Settings } from '../../shared/connections.ts'

const png = 'image/png'

/** The clipboard before Electron 40. */
interface OlderClipboard {
  readonly readImage?: () => { isEmpty(): boolean; toPNG(): Uint8Array }
}

/** The clipboard, the file manager and the theme of the desktop. */
export const desktop = {
  // Newer Electron versions return a promise, older ones the text.
  readText: async (): Promise<string> => clipboard.readText(),
  writeText: async (text: string): Promise<void> => {
    await clipboard.writeText(text)
  },
  readImage: async (): Promise<Uint8Array | null> => {
    const { readImage } = clipboard as unknown as OlderClipboard
    if (readImage !== undefined) {
      const image = readImage()
      return image.isEmpty() ? null : image.toPNG()
    }
    for (const item of await clipboard.read()) {
      if (!item.types.includes(png)) continue
      const content = await item.getType(png)
      return new Uint8Array(await content.arrayBuffer())
    }
    return null
  },
  openFile: async (path: string): Promise<boolean> => (await shell.openPath(path)) === '',
  showInFolder: (path: string): void => {
    shell.showItemInFolder(path)
  },
  openFolder: async (path: string): Promise<void> => {
    await shell.openPath(path)
  },
  setTheme: (theme: Settings['theme']): void => {
    nativeTheme.themeSource = theme
  },
}
