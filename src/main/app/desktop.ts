import { app, BrowserWindow, clipboard, nativeImage, nativeTheme, type NativeImage } from 'electron'
import type { Settings } from '../../shared/connections/connections.ts'
import { outside } from './outside.ts'
import { isPage } from './window/page.ts'

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
  openFile: outside.openFile,
  showInFolder: outside.showInFolder,
  openFolder: outside.openFolder,
  startDrag: async (paths: readonly string[]): Promise<void> => {
    const [file] = paths
    const page = BrowserWindow.getAllWindows().find(({ webContents }) => isPage(webContents.getURL()))
    if (file === undefined || page === undefined) return
    page.webContents.startDrag({ file, files: [...paths], icon: await iconOf(file) })
  },
  setTheme: (theme: Settings['theme']): void => {
    nativeTheme.themeSource = theme
  },
}

const iconSize = 32

/** The icon of a file. A drag needs one, so a grey square stands for it where the system has none. */
async function iconOf(path: string): Promise<NativeImage> {
  const icon = await app.getFileIcon(path, { size: 'normal' }).catch(() => null)
  if (icon !== null && !icon.isEmpty()) return icon
  const size = { width: iconSize, height: iconSize }
  return nativeImage.createFromBitmap(Buffer.alloc(iconSize * iconSize * 4, 0x99), size)
}
