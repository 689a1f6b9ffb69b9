import { maxInterimResponses } from '../network/interim-responses.ts'
import { endOfHead, maxHeadBytes, parseHead, socketError, type ResponseHead } from './response-head.ts'

const nothing: Buffer = Buffer.alloc(0)

/** Reads the head of a response from the bytes that arrive, and skips interim responses. */
export class HeadReader {
  readonly #onInterim: (() => void) | undefined
  /** The bytes of an incomplete head. */
  #held = nothing
  #interim = 0

  /** `onInterim` is called for each interim response, such as `100 Continue`. */
  constructor(onInterim?: () => void) {
    this.#onInterim = onInterim
  }

  /**
   * Takes received bytes, which may be reused afterwards. Returns the head and the bytes after it, or `null`
   * while the head is incomplete. Throws `EPROTO` for anything that is not HTTP/1.1.
   */
  take(bytes: Buffer): { readonly head: ResponseHead; readonly rest: Buffer } | null {
    let held = this.#held.length === 0 ? bytes : Buffer.concat([this.#held, bytes])
    for (;;) {
      const end = held.indexOf(endOfHead)
      if (end < 0) {
        if (held.length >= maxHeadBytes) throw socketError('EPROTO', 'The head of the response is too long.')
        this.#held = Buffer.from(held)
        return null
      }
      const head = parseHead(held.toString('latin1', 0, end))
      const rest = held.subarray(end + endOfHead.length)
      if (head.status >= 200) return { head, rest }
      held = rest
      this.#onInterim?.()
      this.#interim += 1
      if (this.#interim > maxInterimResponses)
        throw socketError('EPROTO', 'The server sent too many interim responses.')
    }
  }
}
