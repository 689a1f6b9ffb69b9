import { BrowserWindow, nativeTheme } from 'electron'
import { pagePreferences } from './page-preferences.ts'
import { pageUrl } from './page.ts'
import { windowIcon } from './window-icon.ts'
import { firstWindow, minWindowSize, type WindowBounds } from './window-bounds.ts'

/** The window's colour until the page has painted. Must match the page's background. */
const background = { dark: '#0e1014', light: '#fbfbfc' } as const

/** The window's state after launch. At login, it is `hidden` if there is a tray icon, else `minimised`. */
export type FirstState = 'shown' | 'minimised' | 'hidden'

/** Creates the app's window at its last position. It stays hidden until its first paint. */
export function createWindow(preload: string, bounds: WindowBounds | null, state: FirstState): BrowserWindow {
  const { maximized = false, ...position } = bounds ?? {}
  const window = new BrowserWindow({
    title: 'Remotejob',
    ...windowIcon(),
    ...firstWindow,
    ...position,
    minWidth: minWindowSize.width,
    minHeight: minWindowSize.height,
    show: false,
    backgroundColor: nativeTheme.shouldUseDarkColors ? background.dark : background.light,
    webPreferences: { ...pagePreferences, preload },
  })
  window.once('ready-to-show', () => {
    if (state === 'minimised') return window.minimize()
    if (state === 'hidden') return
    if (maximized) window.maximize()
    window.show()
  })
  void window.loadURL(pageUrl)
  return window
}
