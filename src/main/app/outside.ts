import { shell } from 'electron'
import { helpLinks, type HelpLink } from '../../shared/help-links.ts'
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
  /** Opens a documentation site in the browser. */
  openLink: async (link: HelpLink): Promise<void> => {
    await shell.openExternal(helpLinks[link])
  },
  /** Opens an AWS sign-in page in the browser. Returns false for any other URL. */
  openSignIn: async (address: string): Promise<boolean> => {
    const page = signInPage(address)
    if (page !== null) await shell.openExternal(page)
    return page !== null
  },
}
