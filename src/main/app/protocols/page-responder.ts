import { readFile } from 'node:fs/promises'
import { extname, isAbsolute, join, relative } from 'node:path'
import { readFirst } from '../window/read-first.ts'
import { keysHost, pageHost, painterHost } from '../window/page.ts'
import type { AppRequest, AppResponse, Responder } from './app-request.ts'
import { contentSecurityPolicy, painterPolicy } from './content-security-policy.ts'

const contentTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Handlers for requests to hosts other than the page's, by host. They are added once they exist. */
export type HostResponders = Map<string, Responder>

/** The policy of the HTML files of each host that has files. */
const policies: ReadonlyMap<string, string> = new Map([
  [pageHost, contentSecurityPolicy],
  [painterHost, painterPolicy],
])

/** Serves the files in `folder`, and nothing outside it. `responders` serve the other hosts. */
export function pageResponder(
  folder: string,
  responders: HostResponders,
): (request: AppRequest) => Promise<AppResponse> {
  const firstFile = join(folder, 'index.html')
  // The window waits for this page.
  const firstPage = readFirst(firstFile)
  return async (request) => {
    const url = new URL(request.url)
    // The window for access keys has a form.
    const isForm = request.method === 'POST' && url.host === keysHost
    if (request.method !== 'GET' && !isForm) return refuse(405, 'Only GET is supported.')
    const policy = policies.get(url.host)
    // A responder never serves the page's own files. The painter's page is in the same folder.
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
      const body = file === firstFile && firstPage !== '' ? firstPage : await readFile(file)
      const isPage = contentType.startsWith('text/html')
      const headers = { 'content-type': contentType, 'x-content-type-options': 'nosniff' }
      return { headers: isPage ? { ...headers, 'content-security-policy': policy } : headers, body }
    } catch {
      return refuse(404, 'File not found.')
    }
  }
}

function refuse(status: number, reason: string): AppResponse {
  return {
    status,
    headers: { 'content-type': 'text/plain', 'x-content-type-options': 'nosniff' },
    body: reason,
  }
}
