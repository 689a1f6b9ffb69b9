import { shell } from 'electron'
import { signInPage } from './sign-in-page.ts'

/**
 * Everything that hands something over to another program. No other module may use Electron's `shell`; the
 * linter enforces it. Paths come from main's own records, never from the page.
 */
export const outside = {
  /** Opens a file with the system's application. Returns true if there is one. */
  openFile: async (path: string): Promise<boolean> => (await shell.openPath(path)) === '',
  openFolder: async (path: string): Promise<void> => {
    await shell.openPath(path)
  },
  showInFolder: (path: string): void => {
    shell.showItemInFolder(path)
  },
  /** Opens one of the app's own links in the browser. Its schema only accepts the hosts of those links. */
  openLink: (address: string): Promise<void> => shell.openExternal(address),
  /** Opens a sign-in page of AWS in the browser. Returns true if the address was one. */
  openSignIn: async (address: string): Promise<boolean> => {
    const page = signInPage(address)
    if (page !== null) await shell.openExternal(page)
    return page !== null
  },
}
