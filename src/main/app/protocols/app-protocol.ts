import { protocol } from 'electron'
import { pageScheme } from '../window/page.ts'
import { respondTo } from './app-request.ts'
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
}

/**
 * Serves the built page from `folder`, and nothing outside it. `responders` serve the other hosts. Uses the older way
 * to register a scheme: `protocol.handle` creates a `Request`, which delays the window (see {@link AppRequest}).
 */
export function serveApp(folder: string, responders: HostResponders): void {
  const respond = pageResponder(folder, responders)
  protocol.registerStreamProtocol(pageScheme, (request, send) => {
    void respondTo(request, respond).then(send)
  })
}
