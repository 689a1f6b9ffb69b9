import { crc32Text } from '../../engine/checksums/crc32.ts'
import { CheckedPayload } from './checked-payload.ts'
import { copyObject } from './copy-object.ts'
import { byteRange, crc32Header, keptHeaders, objectHeaders } from './object-headers.ts'
import { announcedBytes, respond, refused } from './object-request.ts'
import type { ObjectRequest } from './object-request.ts'
import { sendBytes } from './send-bytes.ts'
import type { ObjectStore } from './storage/object-store.ts'
import { isModified, writeCondition } from './write-conditions.ts'

/** Handles requests for one object: storing, reading, copying and removing it. */
export class ObjectRequests {
  readonly #store: ObjectStore

  constructor(store: ObjectStore) {
    this.#store = store
  }

  async handle(at: ObjectRequest): Promise<void> {
    const { method = 'GET', headers } = at.request
    // Any other query parameter is about tags, locks, versions and so on.
    const isPlain = [...at.query.keys()].every((name) => /^(?:response-.*|x-amz-.*|x-id)$/i.test(name))
    if (!isPlain) throw refused.notImplemented()
    switch (method) {
      case 'GET':
      case 'HEAD':
        return this.#read(at)
      case 'PUT':
        if (headers['x-amz-copy-source'] !== undefined) return copyObject(this.#store, at)
        return this.#put(at)
      case 'DELETE':
        return this.#delete(at)
      default:
        throw refused.notImplemented()
    }
  }

  async #put(at: ObjectRequest): Promise<void> {
    const condition = writeCondition(at)
    // Checked now to save the client from sending the body, and again when the object is published.
    condition?.(await this.#store.find(at.bucket, at.key))
    const payload = new CheckedPayload(at)
    const checksum = (): Record<string, string> =>
      payload.told ? { [crc32Header]: crc32Text(payload.crc32) } : {}
    const content = {
      data: payload.read(),
      bytes: announcedBytes(at.request),
      headers: () => ({ ...keptHeaders(at.request.headers), ...checksum() }),
    }
    const etag = await this.#store.put(at.bucket, at.key, content, condition)
    respond(at, 200, '', { etag: `"${etag}"`, ...checksum() })
  }

  async #delete(at: ObjectRequest): Promise<void> {
    writeCondition(at)?.(await this.#store.find(at.bucket, at.key))
    await this.#store.delete(at.bucket, at.key)
    respond(at, 204)
  }

  async #read(at: ObjectRequest): Promise<void> {
    const opened = await this.#store.openObject(at.bucket, at.key)
    if (opened === null) throw refused.noSuchKey()
    const { file, info } = opened
    try {
      if (!isModified(at, info)) return respond(at, 304, '', { etag: `"${info.etag}"` })
      const range = byteRange(at.request.headers.range, info.size)
      const { start, end } = range ?? { start: 0, end: info.size - 1 }
      const withChecksum = range === null && at.request.headers['x-amz-checksum-mode'] === 'ENABLED'
      at.response.writeHead(range === null ? 200 : 206, {
        ...objectHeaders(info, at.query, withChecksum),
        'content-length': end - start + 1,
        ...(range === null ? {} : { 'content-range': `bytes ${start}-${end}/${info.size}` }),
      })
      if (at.request.method === 'HEAD' || end < start) {
        at.response.end()
        return
      }
      await sendBytes(file, { start, end }, at.response)
    } finally {
      await file.close()
    }
  }
}
