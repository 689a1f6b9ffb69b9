import { app, BrowserWindow, clipboard, nativeImage, nativeTheme, type NativeImage } from 'electron'
import type { Settings } from '../../shared/connections/connections.ts'
import { type AnyClipboard, clipboardImage } from './electron-versions.ts'
import { outside } from './outside.ts'
import { isPage } from './window/page.ts'

/** The clipboard, the file manager and the theme of the desktop. */
export const desktop = {
  // Newer Electron versions return a promise, older ones a string.
  readText: async (): Promise<string> => clipboard.readText(),
  writeText: async (text: string): Promise<void> => {
    await clipboard.writeText(text)
  },
  readImage: () => clipboardImage(clipboard as unknown as AnyClipboard),
  openFile: outside.openFile,
  showInFolder: outside.showInFolder,
  openFolder: outside.openFolder,
  startDrag: async (paths: readonly string[]): Promise<void> => {
    const [file] = paths
    const page = BrowserWindow.getAllWindows().find(({ webContents }) => isPage(webContents.getURL()))
    if (file === undefined || page === undefined) return
    page.webContents.startDrag({ file, files: [...paths], icon: await iconOf(file) })
  },
  openLink: outside.openLink,
  setTheme: (theme: Settings['theme']): void => {
    nativeTheme.themeSource = theme
  },
}

const iconSize = 32

/** Returns a file's icon. A drag needs an icon, so a grey square replaces a missing one. */
async function iconOf(path: string): Promise<NativeImage> {
  const icon = await app.getFileIcon(path, { size: 'normal' }).catch(() => null)
  if (icon !== null && !icon.isEmpty()) return icon
  const size = { width: iconSize, height: iconSize }
  return nativeImage.createFromBitmap(Buffer.alloc(iconSize * iconSize * 4, 0x99), size)
}
