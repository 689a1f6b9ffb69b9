import { previewLimits } from '../../engine/previews/preview-limits.ts'
import type { Previews, ServedBytes } from '../../engine/previews/previews.ts'

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

/** Serves the bytes of open previews, whole or in ranges. */
export function previewResponder(
  previews: Pick<Previews, 'served'>,
): (request: Request) => Promise<Response> {
  return async (request) => {
    const [, id, page] = address.exec(new URL(request.url).pathname) ?? []
    const served = id === undefined ? null : previews.served(id, page === undefined ? null : Number(page))
    if (served === null) return new Response(null, { status: 404, headers })
    try {
      const range = request.headers.get('range')
      return range === null ? await whole(served, request.signal) : await part(served, range, request.signal)
    } catch {
      // The page shows that loading failed, and offers to retry.
      return new Response(null, { status: 502, headers })
    }
  }
}

async function whole(served: ServedBytes, signal: AbortSignal): Promise<Response> {
  const { contentType, size } = served
  const isSmall = size <= previewLimits.image
  const body = isSmall ? new Uint8Array(await served.read(0, size, signal)) : inParts(served, signal)
  return new Response(body, {
    headers: { ...headers, 'content-type': contentType, 'content-length': String(size) },
  })
}

function inParts(served: ServedBytes, signal: AbortSignal): ReadableStream<Uint8Array> {
  let offset = 0
  return new ReadableStream({
    async pull(controller) {
      const bytes = await served.read(offset, previewLimits.range, signal)
      offset += bytes.length
      if (bytes.length > 0) controller.enqueue(new Uint8Array(bytes))
      if (bytes.length === 0 || offset >= served.size) controller.close()
    },
  })
}

/** Serves a range, truncated to 2 MB. The player then requests the next one. */
async function part(served: ServedBytes, range: string, signal: AbortSignal): Promise<Response> {
  const { contentType, size } = served
  const [, start = '', end = ''] = /^bytes=(\d{0,15})-(\d{0,15})$/.exec(range) ?? []
  const first = start === '' ? Math.max(0, size - Number(end)) : Number(start)
  const last = Math.min(
    size - 1,
    start === '' || end === '' ? size - 1 : Number(end),
    first + previewLimits.range - 1,
  )
  if ((start === '' && end === '') || first > last)
    return new Response(null, { status: 416, headers: { ...headers, 'content-range': `bytes */${size}` } })
  const bytes = await served.read(first, last - first + 1, signal)
  return new Response(new Uint8Array(bytes), {
    status: 206,
    headers: {
      ...headers,
      'content-type': contentType,
      'accept-ranges': 'bytes',
      'content-length': String(bytes.length),
      'content-range': `bytes ${first}-${first + bytes.length - 1}/${size}`,
    },
  })
}
