import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, join, relative } from 'node:path'
import { protocol } from 'electron'
import { contentSecurityPolicy, painterPolicy } from './content-security-policy.ts'
import { pageHost, painterHost, pageScheme } from '../window/page.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

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

function refuse(status: number, reason: string): Response {
  return new Response(reason, {
    status,
    headers: { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' },
  })
}

/** Handles requests to other hosts than the page's, keyed by host. Entries are added later. */
export type HostResponders = Map<string, (request: Request) => Response | Promise<Response>>

/** The policy for the HTML files of each host that has files. */
const policies: Readonly<Record<string, string>> = {
  [pageHost]: contentSecurityPolicy,
  [painterHost]: painterPolicy,
}

/**
 * Serves the built page from `folder`, and nothing outside it. `responders` serve the other hosts.
 */
export function serveApp(folder: string, responders: HostResponders): void {
  protocol.handle(pageScheme, async (request) => {
    if (request.method !== 'GET') return refuse(405, 'Only GET is supported.')
    const url = new URL(request.url)
    const policy = policies[url.host]
    // The page's own files never go through a responder. The painter's page is in the same folder.
    if (policy === undefined || (url.host === painterHost && url.pathname === '/source'))
      return (await responders.get(url.host)?.(request)) ?? refuse(404, 'Unknown host.')
    let path: string
    try {
      path = decodeURIComponent(url.pathname)
    } catch {
      return refuse(400, 'The URL is malformed.')
    }
    if (path.includes('\0')) return refuse(400, 'The URL is malformed.')
    const file = join(folder, path)
    const inside = relative(folder, file)
    if (inside === '' || inside.startsWith('..') || isAbsolute(inside))
      return refuse(403, 'The path is outside the app.')
    const contentType = contentTypes[extname(file)]
    if (contentType === undefined) return refuse(404, 'File not found.')
    try {
      const body = await readFile(file)
      const headers = new Headers({ 'content-type': contentType, 'x-content-type-options': 'nosniff' })
      if (contentType.startsWith('text/html')) headers.set('content-security-policy', policy)
      return new Response(new Uint8Array(body), { headers })
    } catch {
      return refuse(404, 'File not found.')
    }
  })
  // Node loads its fetch code when the first Response is created. Do that while Chromium opens the
  // window.
  setImmediate(() => new Response(null))
}
