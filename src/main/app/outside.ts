import { shell } from 'electron'
import { isHelpLink } from '../../shared/help-hosts.ts'
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
  /** Opens a page that the documentation links to in the browser, and nothing else. */
  openLink: async (address: string): Promise<void> => {
    if (isHelpLink(address)) await shell.openExternal(address)
  },
  /** Opens a sign-in page of AWS in the browser. Returns true if the address was one. */
  openSignIn: async (address: string): Promise<boolean> => {
    const page = signInPage(address)
    if (page !== null) await shell.openExternal(page)
    return page !== null
  },
}
