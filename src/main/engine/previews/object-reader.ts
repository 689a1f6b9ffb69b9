import type { Readable } from 'node:stream'
import type { ObjectSource, Payload } from '../aws/s3/object-source.ts'
import { EngineError } from '../errors/engine-error.ts'
import { previewLimits } from './preview-limits.ts'

/** The properties of the object that the server reports with its first bytes. */
export interface ObjectHead {
  readonly bytes: Buffer
  /** The whole object's size in bytes. */
  readonly size: number
  readonly contentType: string | null
  readonly fields: Payload['fields']
}

/** Reads parts of one object, all from the same version. A later read fails if the object was replaced. */
export class ObjectReader {
  readonly #source: ObjectSource
  readonly #signal: AbortSignal
  #etag: string | null = null
  #head: Promise<ObjectHead> | null = null

  constructor(source: ObjectSource, signal: AbortSignal) {
    this.#source = source
    this.#signal = signal
  }

  /**
   * Returns the first bytes, which are read once. @throws EngineError `OBJECT_NOT_FOUND`, `CANCELLED`, and
   * errors from the server.
   */
  async head(): Promise<ObjectHead> {
    this.#head ??= this.#readHead()
    return this.#head
  }

  /**
   * Reads up to `length` bytes, starting at `offset`, or fewer at the end. @throws EngineError `OBJECT_CHANGED` if
   * it was replaced.
   */
  async read(offset: number, length: number, signal = this.#signal): Promise<Buffer> {
    const { bytes, size } = await this.head()
    const end = Math.min(size, offset + length)
    if (offset >= end) return Buffer.alloc(0)
    if (end <= bytes.length) return bytes.subarray(offset, end)
    const payload = await this.#source.read({ first: offset, last: end - 1 }, this.#etag, signal)
    if (payload.etag !== this.#etag) {
      // Some servers ignore the condition.
      payload.stream.destroy()
      throw new EngineError('OBJECT_CHANGED')
    }
    const skip = payload.range === null ? offset : 0
    if (skip + length > previewLimits.image) {
      payload.stream.destroy()
      throw new EngineError('SERVICE', 'This server cannot send parts of a file.', {
        hint: 'Save the file, and open it with another application.',
        retryable: false,
      })
    }
    return firstBytes(payload.stream, skip, end - offset)
  }

  async #readHead(): Promise<ObjectHead> {
    const length = previewLimits.head
    const payload = await this.#source.read({ first: 0, last: length - 1 }, null, this.#signal)
    this.#etag = payload.etag
    const isEmpty = payload.isSized && payload.size === 0
    // A server may announce one byte for an empty object and never send it.
    if (isEmpty) payload.stream.destroy()
    const bytes = isEmpty ? Buffer.alloc(0) : await firstBytes(payload.stream, 0, length)
    const size = payload.isSized ? payload.size : bytes.length
    return { bytes, size, contentType: payload.contentType, fields: payload.fields }
  }
}

/** Returns up to `length` bytes of a stream after the first `skip`. Closes the stream. */
async function firstBytes(stream: Readable, skip: number, length: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let position = 0
  for await (const chunk of stream as AsyncIterable<Buffer>) {
    const from = Math.max(0, skip - position)
    if (from < chunk.length) chunks.push(chunk.subarray(from, skip + length - position))
    position += chunk.length
    if (position >= skip + length) break
  }
  return Buffer.concat(chunks)
}
