import { app, BrowserWindow, clipboard, nativeImage, nativeTheme, shell, type NativeImage } from 'electron'
import type { Settings } from '../../shared/connections/connections.ts'
import { isPage } from './window/page.ts'

const png = 'image/png'

/** The clipboard API before Electron 40. */
interface OlderClipboard {
  readonly readImage?: () => { isEmpty(): boolean; toPNG(): Uint8Array }
}

/** The clipboard, the file manager and the theme of the desktop. */
export const desktop = {
  // Newer Electron versions return a promise, older ones a string.
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

/** Returns the icon of a file. A drag needs an icon, so a grey square replaces a missing one. */
async function iconOf(path: string): Promise<NativeImage> {
  const icon = await app.getFileIcon(path, { size: 'normal' }).catch(() => null)
  if (icon !== null && !icon.isEmpty()) return icon
  const size = { width: iconSize, height: iconSize }
  return nativeImage.createFromBitmap(Buffer.alloc(iconSize * iconSize * 4, 0x99), size)
}
