import { BrowserWindow, nativeTheme } from 'electron'
import { pageUrl } from './page.ts'

/** The window's colour until the page has painted. Must match the page's background. */
const background = { dark: '#0e1014', light: '#fbfbfc' } as const

/** Creates the app's window. It stays hidden until its first paint. */
export function createWindow(preload: string): BrowserWindow {
  const window = new BrowserWindow({
    title: 'Remotejob',
    width: 1280,
    height: 800,
    minWidth: 800,
    minHeight: 600,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webSecurity: true,
      webviewTag: false,
      disableBlinkFeatures: 'Auxclick',
    },
  })
  window.once('ready-to-show', () => {
    window.show()
  })
  void window.loadURL(pageUrl)
  return window
}
