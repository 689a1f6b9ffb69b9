import { BrowserWindow } from 'electron'
import type { AccessKeys } from '../../connections/keys/key-sets.ts'
import type { AppRequest, AppResponse } from '../protocols/app-request.ts'
import { keysOfForm, keysPage, keysPolicy, keysStyle } from './keys-form.ts'
import { keysHost, pageScheme } from './page.ts'
import { pagePreferences } from './page-preferences.ts'

const maxBodyLength = 16_384
const notFound: AppResponse = { status: 404, headers: {}, body: '' }

/**
 * A small window in which the user types access keys. It has its own process, and no script or preload: its form goes
 * straight to main, so the app's page never sees a key.
 */
export class KeysWindow {
  readonly #parent: () => BrowserWindow | null
  #window: BrowserWindow | null = null
  #label = ''
  #given: ((keys: AccessKeys | null) => void) | null = null

  constructor(parent: () => BrowserWindow | null) {
    this.#parent = parent
  }

  /**
   * Asks for a connection's keys. Returns `null` if the user closes the window, or if another request
   * replaces this one.
   */
  async ask(label: string): Promise<AccessKeys | null> {
    this.#window?.destroy()
    this.#label = label
    const parent = this.#parent()
    const window = new BrowserWindow({
      ...(parent !== null && { parent, modal: true }),
      width: 440,
      height: 360,
      useContentSize: true,
      resizable: false,
      minimizable: false,
      maximizable: false,
      fullscreenable: false,
      autoHideMenuBar: true,
      title: `Keys for ${label}`,
      webPreferences: { ...pagePreferences, javascript: false },
    })
    this.#window = window
    window.removeMenu()
    window.webContents.on('before-input-event', (event, { type, key }) => {
      if (type !== 'keyDown' || key !== 'Escape') return
      event.preventDefault()
      window.close()
    })
    const given = new Promise<AccessKeys | null>((resolve) => {
      this.#given = resolve
      window.once('closed', () => {
        if (this.#window === window) this.#window = null
        resolve(null)
      })
    })
    await window.loadURL(`${pageScheme}://${keysHost}/`).catch(() => window.destroy())
    return given
  }

  /** Serves the window's page, and receives its form. */
  respond({ method, url, body }: AppRequest): AppResponse {
    const { pathname } = new URL(url)
    if (this.#window === null) return notFound
    if (method === 'GET' && pathname === '/keys.css') return response(keysStyle, 'text/css; charset=utf-8')
    if (method === 'GET' && pathname === '/') return this.#page(null)
    if (method !== 'POST' || pathname !== '/given') return notFound
    const keys = body.length > maxBodyLength ? null : keysOfForm(body)
    if (keys === null) return this.#page('Enter both keys, without spaces.')
    this.#given?.(keys)
    this.close()
    return { status: 204, headers: {}, body: '' }
  }

  close(): void {
    this.#window?.destroy()
    this.#window = null
  }

  #page(problem: string | null): AppResponse {
    return response(keysPage(this.#label, problem), 'text/html; charset=utf-8')
  }
}

function response(body: string, type: string): AppResponse {
  return {
    headers: {
      'content-type': type,
      'content-security-policy': keysPolicy,
      'x-content-type-options': 'nosniff',
      'cache-control': 'no-store',
    },
    body,
  }
}
