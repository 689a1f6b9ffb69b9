import { protocol } from 'electron'
import { pageScheme } from '../window/page.ts'
import { type HostResponders, pageResponder } from './page-responder.ts'

/**
 * Must run before `ready`. Do not set `corsEnabled`, because other origins could then read the
 * app's files.
 */
export function declareAppScheme(): void {
  protocol.registerSchemesAsPrivileged([
    {
      scheme: pageScheme,
      privileges: { standard: true, secure: true, supportFetchAPI: true, codeCache: true, stream: true },
    },
  ])
  // Node loads its fetch code when the first Response is created, which takes 45 ms. At this point, Chromium
  // is still starting.
  void new Response(null)
}

/**
 * Serves the built page from `folder`, and nothing outside it. `responders` serve the other hosts.
 */
export function serveApp(folder: string, responders: HostResponders): void {
  protocol.handle(pageScheme, pageResponder(folder, responders))
}
