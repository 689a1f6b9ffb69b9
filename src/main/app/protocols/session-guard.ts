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

/** Nothing has to listen here, and requests to this computer go through it, too. */
const deadProxy = {
  mode: 'fixed_servers',
  proxyRules: '127.0.0.1:9',
  proxyBypassRules: '<-loopback>',
} as const

/**
 * Cancels a session's requests to anything but the app's own scheme. The content security policy forbids
 * them already; this holds even for a page without one. `except` is the URL of the dev server, which
 * serves the page during development.
 */
export function keepRequestsInside(
  session: Pick<Session, 'webRequest' | 'setProxy'>,
  except: string | null,
): void {
  const host = except === null ? null : new URL(except).host
  session.webRequest.onBeforeRequest(foreign, ({ url }, answer) => {
    answer({ cancel: host === null || new URL(url).host !== host })
  })
  // Neither the policy nor the filter applies to WebRTC over TCP.
  if (host === null) void session.setProxy(deadProxy)
}

/** Lets WebRTC send nothing except through the session's proxy. By default it sends UDP to any address. */
export function guardPeerConnections(app: Pick<App, 'on'>): void {
  app.on('web-contents-created', (_created, contents) => {
    contents.setWebRTCIPHandlingPolicy('disable_non_proxied_udp')
  })
}
