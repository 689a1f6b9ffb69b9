import { Readable } from 'node:stream'
import { buffer } from 'node:stream/consumers'
import { describe, expect, it } from 'vitest'
import type { ServedBytes } from '../../engine/previews/previews.ts'
import type { AppResponse } from './app-request.ts'
import { previewResponder } from './preview-protocol.ts'

const id = 'i'.repeat(43)
const bytes = Buffer.from('0123456789')

function respond(path: string, range?: string, served: Partial<ServedBytes> = {}): Promise<AppResponse> {
  const whole: ServedBytes = {
    contentType: 'audio/mpeg',
    size: bytes.length,
    read: (offset, length) => Promise.resolve(bytes.subarray(offset, offset + length)),
    ...served,
  }
  const responder = previewResponder({
    served: (asked, page) => (asked === id && (page === null || page === 2) ? whole : null),
  })
  const headers = new Map(range === undefined ? [] : [['range', range]])
  return responder({ method: 'GET', url: new URL(`app://preview${path}`).href, headers, body: '' })
}

async function bytesOf({ body }: AppResponse): Promise<Buffer> {
  return body instanceof Readable ? buffer(body) : Buffer.from(body)
}

describe('preview bytes', () => {
  it('are served whole, with the detected type and without caching', async () => {
    const response = await respond(`/${id}`)
    expect(response.status ?? 200).toBe(200)
    expect(String(await bytesOf(response))).toBe('0123456789')
    expect(response.headers).toMatchObject({
      'content-type': 'audio/mpeg',
      'content-length': '10',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      'content-security-policy': "default-src 'none'; sandbox",
    })
  })

  it.each([
    ['bytes=2-4', '234', 'bytes 2-4/10'],
    ['bytes=7-', '789', 'bytes 7-9/10'],
    ['bytes=-2', '89', 'bytes 8-9/10'],
    ['bytes=0-100', '0123456789', 'bytes 0-9/10'],
  ])('are served in ranges: %s', async (range, text, contentRange) => {
    const response = await respond(`/${id}`, range)
    expect(response.status).toBe(206)
    expect(response.headers['content-range']).toBe(contentRange)
    expect(String(await bytesOf(response))).toBe(text)
  })

  it.each(['bytes=10-', 'bytes=5-2', 'bytes=-', 'bytes=0-1,3-4', 'lines=1-2'])(
    'are refused for %s',
    async (range) => {
      expect((await respond(`/${id}`, range)).status).toBe(416)
    },
  )

  it('are sent in parts of at most 2 MB', async () => {
    const response = await respond(`/${id}`, 'bytes=0-', {
      size: 1_000_000_000,
      read: (_offset, length) => Promise.resolve(Buffer.alloc(length)),
    })
    expect(response.headers['content-range']).toBe('bytes 0-1999999/1000000000')
    expect((await bytesOf(response)).byteLength).toBe(2_000_000)
  })

  it('are streamed without a requested range', async () => {
    let read = 0
    const response = await respond(`/${id}`, undefined, {
      size: 50_000_000,
      read: (offset, length) => {
        read += 1
        return Promise.resolve(Buffer.alloc(Math.min(length, 50_000_000 - offset)))
      },
    })
    expect(read).toBeLessThan(3)
    expect((await bytesOf(response)).byteLength).toBe(50_000_000)
  })

  it('are no longer read once the page has closed the response', async () => {
    let isStopped = false
    const { body } = await respond(`/${id}`, undefined, {
      size: 50_000_000,
      read: (_offset, _length, signal) =>
        new Promise((_resolve, reject) => {
          signal.addEventListener('abort', () => {
            isStopped = true
            reject(new Error('Stopped.'))
          })
        }),
    })
    if (!(body instanceof Readable)) throw new Error('The response is no stream.')
    expect(body.read()).toBeNull()
    body.destroy()
    expect(isStopped).toBe(true)
  })

  it('end with an error if a later part cannot be read', async () => {
    const response = await respond(`/${id}`, undefined, {
      size: 50_000_000,
      read: (offset, length) =>
        offset === 0 ? Promise.resolve(Buffer.alloc(length)) : Promise.reject(new Error('Gone.')),
    })
    await expect(bytesOf(response)).rejects.toThrow('Gone.')
  })

  it('of a page are served at its own URL', async () => {
    expect((await respond(`/${id}/2`)).status ?? 200).toBe(200)
    expect((await respond(`/${id}/3`)).status).toBe(404)
  })

  it.each(['/', '/short', `/${id}/x`, `/${id}/2/3`, `/../${id}x`, `/${'x'.repeat(43)}`])(
    'are not served at %s',
    async (path) => {
      expect((await respond(path)).status).toBe(404)
    },
  )

  it('that cannot be read result in a 502 with an empty body', async () => {
    const response = await respond(`/${id}`, undefined, { read: () => Promise.reject(new Error('secret')) })
    expect([response.status, String(await bytesOf(response))]).toEqual([502, ''])
  })
})
