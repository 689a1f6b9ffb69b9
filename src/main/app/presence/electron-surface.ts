import { app, type BrowserWindow, Menu, nativeImage, type NativeImage, Tray } from 'electron'
import type { DesktopSurface } from './presence.ts'
import icon from '../../../../packaging/icons/32x32.png?inline'
import { type TrayActions, type TrayContent, trayMenu, trayTip } from './tray-menu.ts'
import { countText } from '../../../shared/texts/intl.ts'

const trayIconSize = 16
const overlaySize = 16

/** The icon in the taskbar or the dock, and the icon in the tray. */
export class ElectronSurface implements DesktopSurface {
  readonly #window: () => BrowserWindow | null
  readonly #actions: TrayActions
  #tray: Tray | null = null

  constructor(window: () => BrowserWindow | null, actions: TrayActions) {
    this.#window = window
    this.#actions = actions
  }

  /** True if the tray has an icon. */
  get hasTray(): boolean {
    return this.#tray !== null
  }

  showProgress(progress: Parameters<DesktopSurface['showProgress']>[0]): void {
    const window = this.#window()
    if (progress === null) window?.setProgressBar(-1)
    else window?.setProgressBar(progress.value, { mode: progress.mode })
  }

  showBadge(count: number): void {
    if (process.platform !== 'win32') return void app.setBadgeCount(count)
    // Windows cannot show a number on an icon, only a small picture.
    const text = count === 1 ? 'One thing needs you' : `${countText(count)} things need you`
    this.#window()?.setOverlayIcon(count === 0 ? null : dot(), count === 0 ? '' : text)
  }

  showTray(content: TrayContent | null): void {
    if (content === null) {
      this.#tray?.destroy()
      this.#tray = null
      return
    }
    this.#tray ??= this.#createTray()
    this.#tray.setToolTip(trayTip(content))
    // Linux needs the whole menu again after each change.
    this.#tray.setContextMenu(Menu.buildFromTemplate(trayMenu(content, this.#actions)))
  }

  #createTray(): Tray {
    const tray = new Tray(trayIcon())
    // On macOS and some Linux desktops a click opens the menu instead.
    if (process.platform === 'win32') tray.on('click', this.#actions.show)
    return tray
  }
}

function trayIcon(): NativeImage {
  return nativeImage.createFromDataURL(icon).resize({ width: trayIconSize, quality: 'best' })
}

/** Returns an orange dot. */
function dot(): NativeImage {
  const bitmap = Buffer.alloc(overlaySize * overlaySize * 4)
  const middle = (overlaySize - 1) / 2
  for (let index = 0; index < overlaySize * overlaySize; index += 1) {
    const distance = Math.hypot((index % overlaySize) - middle, Math.floor(index / overlaySize) - middle)
    // Blue, green, red, opacity.
    if (distance <= middle) bitmap.set([0x3d, 0x7f, 0xff, 0xff], index * 4)
  }
  return nativeImage.createFromBitmap(bitmap, { width: overlaySize, height: overlaySize })
}
