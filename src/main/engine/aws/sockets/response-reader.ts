import { maxResponseBytes } from '../middleware/read-response.ts'
import { bodyAfter, type ResponseBody } from './response-body.ts'
import { HeadReader } from './head-reader.ts'
import { socketError, type ResponseHead } from './response-head.ts'

const nothing: Buffer = Buffer.alloc(0)
/** The maximum length of an error's body. A failed request is repeated with the SDK, so only the status matters. */
const maxErrorBytes = 65_536

/** Reads one small response from the bytes that arrive. */
export class ResponseReader {
  /** The head of the response, or `null` before it has arrived. */
  head: ResponseHead | null = null
  /** True if bytes have arrived that do not belong to the response. */
  hasExcess = false
  readonly #heads = new HeadReader()
  readonly #chunks: Buffer[] = []
  #bodyBytes = 0
  #body: ResponseBody | null = null

  /** True if the end of the connection completes the response. */
  get endsWithConnection(): boolean {
    return this.#body?.endsWithConnection ?? false
  }

  /** The body so far. */
  get body(): Buffer {
    return this.#chunks.length === 1 ? (this.#chunks[0] ?? nothing) : Buffer.concat(this.#chunks)
  }

  /**
   * Takes received bytes, which may be overwritten afterwards. Returns true once the response is complete.
   * Throws `EPROTO` for anything that is not HTTP/1.1.
   */
  take(bytes: Buffer): boolean {
    const rest = this.#body === null ? this.#takeHead(bytes) : bytes
    if (rest === null || this.#body === null) return false
    const excess = this.#body.take(rest)
    this.hasExcess = excess !== null && excess.length > 0
    return excess !== null
  }

  /** Returns the bytes after the head, or `null` while the head is incomplete. */
  #takeHead(bytes: Buffer): Buffer | null {
    const found = this.#heads.take(bytes)
    if (found === null) return null
    this.head = found.head
    this.#body = bodyAfter(found.head, (part) => this.#keep(part))
    return found.rest
  }

  #keep(part: Buffer): void {
    this.#bodyBytes += part.length
    const limit = this.head?.status === 200 ? maxResponseBytes : maxErrorBytes
    if (this.#bodyBytes > limit) throw socketError('EPROTO', 'The response is too long.')
    this.#chunks.push(Buffer.from(part))
  }
}
