import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls } from 'node:tls'

/** Where a connection goes. */
export type Origin = {
  readonly isTls: boolean
  readonly host: string
  readonly port: number
}

/** The head of an answer. Header names are in lower case. */
export type AnswerHead = {
  readonly status: number
  readonly reason: string
  readonly headers: Readonly<Record<string, string>>
}

/** Where the next bytes go. `take` is called each time some have been put there; it may name another place. */
type Wish = { room: Uint8Array; readonly take: (bytes: number) => void }

const spareBytes = 65_536
const endOfHead = Buffer.from('\r\n\r\n')
const longestHead = 65_536

/**
 * A connection whose bytes the kernel puts where its reader wants them. Node's own HTTP client copies each piece
 * twice into memory of its own, which costs more than all else in a large download.
 */
export class BodySocket {
  readonly #socket: Socket
  /** Takes what comes while nobody has said where to put it. */
  readonly #spare = Buffer.allocUnsafeSlow(spareBytes)
  readonly #head = Buffer.allocUnsafeSlow(longestHead)
  #rest: Uint8Array = this.#spare.subarray(0, 0)
  #wish: Wish | null = null
  #failure: Error | null = null
  #fail: ((error: Error) => void) | null = null

  constructor(
    { isTls, host, port }: Origin,
    timeouts: { readonly connectMs: number; readonly idleMs: number },
  ) {
    const onread = {
      buffer: (): Uint8Array => this.#wish?.room ?? this.#spare,
      callback: (bytes: number, from: Uint8Array): boolean => this.#take(bytes, from),
    }
    const place = { host, port, onread }
    // A name for the certificate, which an address is not.
    const servername = /^[\d.]+$|:/.test(host) ? '' : host
    this.#socket = isTls
      ? connectTls({ ...place, servername, ALPNProtocols: ['http/1.1'] })
      : connectPlain({ ...place, onread })
    this.#socket.setNoDelay(true)
    this.#socket.setTimeout(timeouts.connectMs)
    this.#socket.once(isTls ? 'secureConnect' : 'connect', () => this.#socket.setTimeout(timeouts.idleMs))
    this.#socket.on('timeout', () => this.#end(failure('ETIMEDOUT', 'Nothing came for too long.')))
    this.#socket.on('error', (error) => this.#end(error))
    this.#socket.on('end', () => this.#end(failure('ECONNRESET', 'The connection was closed.')))
    this.#socket.on('close', () => this.#end(failure('ECONNRESET', 'The connection was closed.')))
  }

  /** Whether another request may be sent on it: nothing is left over, and it is open. */
  get isReusable(): boolean {
    return this.#failure === null && this.#wish === null && this.#rest.length === 0
  }

  /** Sends the head of a request without a body, and reads the head of its answer. */
  async ask(head: string): Promise<AnswerHead> {
    this.#socket.ref()
    this.#socket.write(head)
    const buffer = this.#head
    for (let held = 0; ;) {
      held += await this.read(buffer.subarray(held))
      const end = buffer.subarray(0, held).indexOf(endOfHead)
      if (end >= 0) {
        const answer = parseHead(buffer.toString('latin1', 0, end))
        // What came behind it is the body's, or of the head that follows an interim one.
        this.#rest = Buffer.concat([buffer.subarray(end + endOfHead.length, held), this.#rest])
        if (answer.status >= 200) return answer
        held = 0
      }
      if (held === buffer.length) throw failure('EPROTO', 'The head of the answer is too long.')
    }
  }

  /**
   * Reads into `room` until it is full or, without `whole`, until something came. Answers with how many bytes.
   * `onBytes` hears how many there are so far. Rejects where the connection breaks before.
   */
  read(room: Uint8Array, whole = false, onBytes?: (bytes: number) => void): Promise<number> {
    let filled = Math.min(room.length, this.#rest.length)
    room.set(this.#rest.subarray(0, filled))
    this.#rest = this.#rest.subarray(filled)
    if (filled > 0) onBytes?.(filled)
    if (filled === room.length || (filled > 0 && !whole)) return Promise.resolve(filled)
    if (this.#failure !== null) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#fail = reject
      const wish: Wish = {
        room: room.subarray(filled),
        take: (bytes) => {
          filled += bytes
          onBytes?.(filled)
          if (filled < room.length && whole) {
            wish.room = room.subarray(filled)
            return
          }
          this.#wish = null
          this.#fail = null
          resolve(filled)
        },
      }
      this.#wish = wish
      this.#socket.resume()
    })
  }

  /** Waits for its next request, and does not keep the process alive meanwhile. */
  rest(): void {
    this.#socket.unref()
    this.#socket.resume()
  }

  /** Closes it; a read under way rejects. */
  destroy(): void {
    this.#end(failure('ECONNRESET', 'The connection was given up.'))
  }

  #take(bytes: number, from: Uint8Array): boolean {
    const wish = this.#wish
    if (wish === null) {
      // It came while nobody was reading; nothing more is let in until somebody is.
      this.#rest = Buffer.concat([this.#rest, from.subarray(0, bytes)])
      return false
    }
    if (from.buffer === wish.room.buffer && from.byteOffset === wish.room.byteOffset) {
      wish.take(bytes)
    } else {
      const fits = Math.min(bytes, wish.room.length)
      wish.room.set(from.subarray(0, fits))
      if (fits < bytes) this.#rest = Buffer.from(from.subarray(fits, bytes))
      wish.take(fits)
    }
    return this.#wish !== null
  }

  #end(error: Error): void {
    this.#failure ??= error
    this.#socket.destroy()
    this.#wish = null
    this.#fail?.(this.#failure)
    this.#fail = null
  }
}

function parseHead(text: string): AnswerHead {
  const [first = '', ...lines] = text.split('\r\n')
  const [, status = '', reason = ''] = /^HTTP\/1\.[01] (\d{3}) ?(.*)$/.exec(first) ?? []
  if (status === '') throw failure('EPROTO', 'The answer is not HTTP/1.1.')
  const headers: Record<string, string> = {}
  for (const line of lines) {
    const colon = line.indexOf(':')
    if (colon < 1) continue
    const name = line.slice(0, colon).toLowerCase()
    const value = line.slice(colon + 1).trim()
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`
  }
  return { status: Number(status), reason, headers }
}

function failure(code: string, message: string): Error {
  return Object.assign(new Error(message), { code })
}
