import { atLogin } from './at-login.ts'
import { AutostartEntry } from './autostart-entry.ts'

/** Launch at login. The system keeps the choice, because users can also change it in the system's settings. */
export interface LoginItem {
  isOn(): Promise<boolean>
  /** @throws the system's error */
  set(on: boolean): Promise<void>
}

/** The part of Electron's `app` that manages the login items of macOS and Windows. */
interface LoginItemApp {
  getLoginItemSettings(options: { readonly args: string[] }): { readonly openAtLogin: boolean }
  setLoginItemSettings(settings: { readonly openAtLogin: boolean; readonly args: string[] }): void
}

/** Options of {@link openLoginItem}. */
export interface LoginItemOptions {
  readonly platform: NodeJS.Platform
  /**
   * True if the app is installed. Otherwise the system could not start it: it would start Electron without an
   * app.
   */
  readonly isInstalled: boolean
  readonly app: LoginItemApp
  /** The program that a desktop starts: the AppImage, or the executable. */
  readonly program: string
  /** `$XDG_CONFIG_HOME`, or `~/.config`. */
  readonly configFolder: string
}

/** Launch at login on this system, or `null` where it does not exist. */
export function openLoginItem({
  platform,
  isInstalled,
  app,
  program,
  configFolder,
}: LoginItemOptions): LoginItem | null {
  if (!isInstalled) return null
  switch (platform) {
    case 'linux':
      return new AutostartEntry([program, atLogin], configFolder)
    case 'darwin':
    case 'win32': {
      const args = [atLogin]
      return {
        isOn: async () => app.getLoginItemSettings({ args }).openAtLogin,
        set: async (on) => app.setLoginItemSettings({ openAtLogin: on, args }),
      }
    }
    default:
      return null
  }
}
