import { Readable } from 'node:stream'
import { previewLimits } from '../../engine/previews/preview-limits.ts'
import type { Previews, ServedBytes } from '../../engine/previews/previews.ts'
import type { AppRequest, AppResponse } from './app-request.ts'

const address = /^\/([\w-]{43})(?:\/(\d{1,6}))?$/

/**
 * The headers of every response. Nothing is cached or sniffed. The type is the detected one, and a
 * document opened at this URL could neither run nor load anything.
 */
const headers = {
  'x-content-type-options': 'nosniff',
  'cache-control': 'no-store',
  'content-security-policy': "default-src 'none'; sandbox",
}

/** Closing the preview stops these reads. */
const neverStopped = new AbortController().signal

/** Serves the bytes of open previews, whole or in ranges. */
export function previewResponder(
  previews: Pick<Previews, 'served'>,
): (request: AppRequest) => Promise<AppResponse> {
  return async (request) => {
    const [, id, page] = address.exec(new URL(request.url).pathname) ?? []
    const served = id === undefined ? null : previews.served(id, page === undefined ? null : Number(page))
    if (served === null) return { status: 404, headers, body: '' }
    try {
      const range = request.headers.get('range')
      return range === undefined ? await whole(served) : await part(served, range)
    } catch {
      // The page shows that loading failed, and offers to retry.
      return { status: 502, headers, body: '' }
    }
  }
}

async function whole(served: ServedBytes): Promise<AppResponse> {
  const { contentType, size } = served
  const isSmall = size <= previewLimits.image
  const body = isSmall ? await served.read(0, size, neverStopped) : inParts(served)
  return { headers: { ...headers, 'content-type': contentType, 'content-length': String(size) }, body }
}

/** Reads the next part when the page takes it, and stops when the page closes the response. */
function inParts(served: ServedBytes): Readable {
  const stopped = new AbortController()
  let offset = 0
  return new Readable({
    read() {
      served.read(offset, previewLimits.range, stopped.signal).then(
        (bytes) => {
          offset += bytes.length
          if (bytes.length > 0) this.push(bytes)
          if (bytes.length === 0 || offset >= served.size) this.push(null)
        },
        (error: unknown) => this.destroy(error instanceof Error ? error : new Error(String(error))),
      )
    },
    destroy(error, done) {
      stopped.abort()
      done(error)
    },
  })
}

/** Serves a range, truncated to 2 MB. The player then requests the next one. */
async function part(served: ServedBytes, range: string): Promise<AppResponse> {
  const { contentType, size } = served
  const [, start = '', end = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range) ?? []
  const first = start === '' ? Math.max(0, size - Number(end)) : Number(start)
  const last = Math.min(
    size - 1,
    start === '' || end === '' ? size - 1 : Number(end),
    first + previewLimits.range - 1,
  )
  if ((start === '' && end === '') || first > last)
    return { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` }, body: '' }
  const bytes = await served.read(first, last - first + 1, neverStopped)
  return {
    status: 206,
    headers: {
      ...headers,
      'content-type': contentType,
      'accept-ranges': 'bytes',
      'content-length': String(bytes.length),
      'content-range': `bytes ${first}-${first + bytes.length - 1}/${size}`,
    },
    body: bytes,
  }
}
