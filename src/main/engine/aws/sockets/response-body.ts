import { socketError, type ResponseHead } from './response-head.ts'

/** Collects the body of a response from received bytes. */
export interface ResponseBody {
  /** True if the body lasts until the connection ends. */
  readonly endsWithConnection: boolean
  /**
   * Takes bytes, and keeps those that belong to the body. Returns the bytes after the body, or `null` while
   * it is incomplete.
   */
  take(bytes: Buffer): Buffer | null
}

/** Receives the bytes of a body. They are overwritten after the call. */
type Keep = (bytes: Buffer) => void

const lineBreak = Buffer.from('\r\n')
/** The maximum length of a line. A chunk's size has few digits, but extensions may follow it. */
const maxLineBytes = 4_096

/** Returns the body that belongs to a head. Throws `EPROTO` if its length is ambiguous. */
export function bodyAfter({ status, headers }: ResponseHead, keep: Keep): ResponseBody {
  const { 'transfer-encoding': encoding, 'content-length': length } = headers
  if (status === 204 || status === 304) return new SizedBody(0, keep)
  if (encoding !== undefined) {
    if (length !== undefined || encoding.toLowerCase() !== 'chunked')
      throw socketError('EPROTO', 'The length of the response is ambiguous.')
    return new ChunkedBody(keep)
  }
  if (length === undefined) return { endsWithConnection: true, take: (bytes) => (keep(bytes), null) }
  if (!/^\d{1,15}$/.test(length)) throw socketError('EPROTO', 'The length of the response is ambiguous.')
  return new SizedBody(Number(length), keep)
}

/** A body with a known length. */
class SizedBody implements ResponseBody {
  readonly endsWithConnection = false
  readonly #keep: Keep
  #left: number

  constructor(size: number, keep: Keep) {
    this.#left = size
    this.#keep = keep
  }

  take(bytes: Buffer): Buffer | null {
    const taken = Math.min(this.#left, bytes.length)
    this.#left -= taken
    if (taken > 0) this.#keep(bytes.subarray(0, taken))
    return this.#left === 0 ? bytes.subarray(taken) : null
  }
}

/** A chunked body. */
class ChunkedBody implements ResponseBody {
  readonly endsWithConnection = false
  readonly #keep: Keep
  /** The beginning of a line that has not been received completely. */
  #line: Buffer = Buffer.alloc(0)
  /** The number of bytes left in the current chunk. */
  #left = 0
  #expects: 'size' | 'end of chunk' | 'trailer' = 'size'

  constructor(keep: Keep) {
    this.#keep = keep
  }

  take(bytes: Buffer): Buffer | null {
    let rest = bytes
    for (;;) {
      const taken = Math.min(this.#left, rest.length)
      if (taken > 0) this.#keep(rest.subarray(0, taken))
      this.#left -= taken
      rest = Buffer.concat([this.#line, rest.subarray(taken)])
      const end = this.#left > 0 ? -1 : rest.indexOf(lineBreak)
      if (end < 0) {
        if (rest.length > maxLineBytes) throw socketError('EPROTO', 'A line of the response is too long.')
        this.#line = rest
        return null
      }
      this.#line = Buffer.alloc(0)
      const line = rest.toString('latin1', 0, end)
      rest = rest.subarray(end + lineBreak.length)
      if (this.#endsWith(line)) return rest
    }
  }

  /** Takes a line between chunks. Returns true if it is the last one. */
  #endsWith(line: string): boolean {
    if (this.#expects === 'trailer') return line === ''
    if (this.#expects === 'end of chunk') {
      if (line !== '') throw socketError('EPROTO', 'A chunk of the response is too long.')
      this.#expects = 'size'
      return false
    }
    const [, digits] = /^([\da-f]{1,12})\s*(?:;.*)?$/i.exec(line) ?? []
    if (digits === undefined) throw socketError('EPROTO', 'A chunk of the response has no size.')
    this.#left = Number.parseInt(digits, 16)
    this.#expects = this.#left === 0 ? 'trailer' : 'end of chunk'
    return false
  }
}
