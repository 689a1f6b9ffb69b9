import type { App, Session } from 'electron'

/**
 * URL patterns of every request that leaves this computer or reads its files. The app's own scheme is not among them.
 */
const foreign = { urls: ['http://*/*', 'https://*/*', 'ws://*/*', 'wss://*/*', 'ftp://*/*', 'file://*/*'] }

/**
 * Denies every permission in every session, and every download. The pages need none: main reads and writes
 * files, and shows notifications.
 */
export function guardSessions(app: Pick<App, 'on'>): void {
  app.on('session-created', (session) => {
    session.setPermissionRequestHandler((_contents, _permission, answer) => {
      answer(false)
    })
    session.setPermissionCheckHandler(() => false)
    session.setDevicePermissionHandler(() => false)
    // The spell checker would download dictionaries from Google.
    session.setSpellCheckerEnabled(false)
    session.on('will-download', (event) => {
      event.preventDefault()
    })
  })
}

/**
 * Cancels a session's requests to anything but the app's own scheme. The content security policy forbids
 * them already; this holds even for a page without one. `except` is the address of the dev server, which
 * serves the page during development.
 */
export function keepRequestsInside(session: Pick<Session, 'webRequest'>, except: string | null): void {
  const host = except === null ? null : new URL(except).host
  session.webRequest.onBeforeRequest(foreign, ({ url }, answer) => {
    answer({ cancel: host === null || new URL(url).host !== host })
  })
}
