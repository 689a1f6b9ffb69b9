import { randomBytes } from 'node:crypto'
import type { Preview } from '../../../shared/files/previews.ts'
import type { ObjectSource } from '../aws/s3/object-source.ts'
import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import { ObjectReader } from './object-reader.ts'
import { openPreview, type OpenedPreview } from './open-preview.ts'
import type { Painter, Painting } from './painter.ts'

/**
 * The maximum number of open previews. A reloaded page does not close its previews, so the oldest are closed
 * instead.
 */
const maxOpen = 4

/** Bytes to serve. `read` returns up to 2 MB at once. */
export interface ServedBytes {
  readonly contentType: string
  readonly size: number
  read(offset: number, length: number, signal: AbortSignal): Promise<Buffer>
}

interface Entry {
  readonly opened: Omit<OpenedPreview, 'painting'>
  readonly reader: ObjectReader
  readonly closing: AbortController
  painting: { readonly page: number; readonly drawn: Painting } | null
}

/**
 * The open previews by id. An id cannot be guessed. Anyone who has it can read the bytes until the preview is
 * closed.
 */
export class Previews {
  readonly #painter: Painter
  readonly #open = new Map<string, Entry>()

  constructor(painter: Painter) {
    this.#painter = painter
  }

  /**
   * Reads the start of an object and decides how to show it. `name` is the file name, if a better one than
   * the object's is known. @throws EngineError `OBJECT_NOT_FOUND`, `CANCELLED`, and errors from the server.
   */
  async open(source: ObjectSource, name: string | null, signal: AbortSignal): Promise<Preview> {
    const closing = new AbortController()
    const cancel = (): void => closing.abort()
    signal.addEventListener('abort', cancel, { once: true })
    try {
      throwIfCancelled(signal)
      const reader = new ObjectReader(source, closing.signal)
      const { painting, ...opened } = await openPreview(reader, name, this.#painter, closing.signal)
      throwIfCancelled(signal)
      const id = randomBytes(32).toString('base64url')
      const drawn = painting === null ? null : { page: 1, drawn: painting }
      this.#open.set(id, { opened, reader, closing, painting: drawn })
      this.#closeOldest()
      return { id, size: opened.size, content: opened.content }
    } finally {
      signal.removeEventListener('abort', cancel)
    }
  }

  /** Draws a page of a document. @throws EngineError `NOT_PREVIEWABLE`, `CANCELLED`. */
  async drawPage(id: string, page: number, signal: AbortSignal): Promise<Painting> {
    const entry = this.#open.get(id)
    if (entry === undefined || entry.opened.document === null) throw new EngineError('NOT_PREVIEWABLE')
    if (entry.painting?.page === page) return entry.painting.drawn
    const either = AbortSignal.any([signal, entry.closing.signal])
    const drawn = await this.#painter.paint('pdf', entry.opened.document.bytes, page, either)
    entry.painting = { page, drawn }
    return drawn
  }

  /**
   * Returns the bytes of an open preview, or of its last drawn page, or `null` if there is nothing to serve.
   */
  served(id: string, page: number | null): ServedBytes | null {
    const entry = this.#open.get(id)
    if (entry === undefined) return null
    const { opened, reader, painting, closing } = entry
    if (page !== null) {
      if (painting === null || painting.page !== page) return null
      const { png } = painting.drawn
      return {
        contentType: 'image/png',
        size: png.length,
        read: (offset, length) => Promise.resolve(png.subarray(offset, offset + length)),
      }
    }
    if (opened.contentType === null) return null
    return {
      contentType: opened.contentType,
      size: opened.size,
      read: (offset, length, signal) =>
        reader.read(offset, length, AbortSignal.any([signal, closing.signal])),
    }
  }

  /** Stops a preview's reads, and no longer serves it. */
  close(id: string): void {
    this.#open.get(id)?.closing.abort()
    this.#open.delete(id)
  }

  closeAll(): void {
    for (const id of this.#open.keys()) this.close(id)
  }

  #closeOldest(): void {
    for (const id of this.#open.keys()) {
      if (this.#open.size <= maxOpen) return
      this.close(id)
    }
  }
}
