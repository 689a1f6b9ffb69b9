import { connect as connectPlain, type Socket } from 'node:net'
import { connect as connectTls, type SecureContext } from 'node:tls'
import { mostInterimResponses } from '../network/interim-responses.ts'
import { endOfHead, maxHeadBytes, parseHead, socketError, type ResponseHead } from './response-head.ts'

/** The address of a server. */
export type Origin = {
  readonly isTls: boolean
  readonly host: string
  readonly port: number
}

/** A pending read. `onBytes` is called after bytes were written to `target`, and may set another target. */
type PendingRead = { target: Uint8Array; readonly onBytes: (bytes: number) => void }

const spareBytes = 65_536

/**
 * An HTTP/1.1 connection that receives bytes directly into the reader's buffer. Node's own HTTP client copies
 * each chunk twice, which costs more than everything else in a large download.
 */
export class HttpSocket {
  readonly #socket: Socket
  /** Receives bytes while there is no reader. */
  readonly #spare = Buffer.allocUnsafeSlow(spareBytes)
  readonly #head = Buffer.allocUnsafeSlow(maxHeadBytes)
  #leftover: Uint8Array = this.#spare.subarray(0, 0)
  #pending: PendingRead | null = null
  #failure: Error | null = null
  #fail: ((error: Error) => void) | null = null

  constructor(
    { isTls, host, port }: Origin,
    timeouts: { readonly connectMs: number; readonly idleMs: number },
    /** The trusted authorities. Default: the default ones. */
    trust: { readonly secureContext?: SecureContext } = {},
  ) {
    const onread = {
      buffer: (): Uint8Array => this.#pending?.target ?? this.#spare,
      callback: (bytes: number, from: Uint8Array): boolean => this.#onBytes(bytes, from),
    }
    const options = { host, port, onread }
    // The certificate is verified against a host name, which an IP address is not.
    const servername = /^[\d.]+$|:/.test(host) ? '' : host
    this.#socket = isTls
      ? connectTls({ ...options, ...trust, servername, ALPNProtocols: ['http/1.1'] })
      : connectPlain({ ...options, onread })
    this.#socket.setNoDelay(true)
    this.#socket.setTimeout(timeouts.connectMs)
    this.#socket.once(isTls ? 'secureConnect' : 'connect', () => this.#socket.setTimeout(timeouts.idleMs))
    this.#socket.on('timeout', () => this.#close(socketError('ETIMEDOUT', 'No data was received in time.')))
    this.#socket.on('error', (error) => this.#close(error))
    this.#socket.on('end', () => this.#close(socketError('ECONNRESET', 'The connection was closed.')))
    this.#socket.on('close', () => this.#close(socketError('ECONNRESET', 'The connection was closed.')))
  }

  /** True if it can send another request: it is open, and no bytes of the last response are left. */
  get isReusable(): boolean {
    return this.#failure === null && this.#pending === null && this.#leftover.length === 0
  }

  /** Sends the head of a request without a body, and reads the head of the response. */
  async request(head: string): Promise<ResponseHead> {
    this.#socket.ref()
    this.#socket.write(head)
    const buffer = this.#head
    let interim = 0
    for (let held = 0; ;) {
      held += await this.read(buffer.subarray(held))
      const end = buffer.subarray(0, held).indexOf(endOfHead)
      if (end >= 0) {
        const response = parseHead(buffer.toString('latin1', 0, end))
        // The bytes after it belong to the body, or to the head that follows an interim response.
        this.#leftover = Buffer.concat([buffer.subarray(end + endOfHead.length, held), this.#leftover])
        if (response.status >= 200) return response
        interim += 1
        if (interim > mostInterimResponses) throw socketError('EPROTO', 'The response does not begin.')
        held = 0
      }
      if (held === buffer.length) throw socketError('EPROTO', 'The head of the response is too long.')
    }
  }

  /**
   * Reads into `target` until it is full or, without `whole`, until some bytes have arrived. Returns their
   * number. `onBytes` is called with the number of bytes so far. Rejects if the connection breaks before
   * that.
   */
  read(target: Uint8Array, whole = false, onBytes?: (bytes: number) => void): Promise<number> {
    let filled = Math.min(target.length, this.#leftover.length)
    target.set(this.#leftover.subarray(0, filled))
    this.#leftover = this.#leftover.subarray(filled)
    if (filled > 0) onBytes?.(filled)
    if (filled === target.length || (filled > 0 && !whole)) return Promise.resolve(filled)
    if (this.#failure !== null) return Promise.reject(this.#failure)
    return new Promise((resolve, reject) => {
      this.#fail = reject
      const pending: PendingRead = {
        target: target.subarray(filled),
        onBytes: (bytes) => {
          filled += bytes
          onBytes?.(filled)
          if (filled < target.length && whole) {
            pending.target = target.subarray(filled)
            return
          }
          this.#pending = null
          this.#fail = null
          resolve(filled)
        },
      }
      this.#pending = pending
      this.#socket.resume()
    })
  }

  /** Keeps the connection open for the next request, without keeping the process alive. */
  park(): void {
    this.#socket.unref()
    this.#socket.resume()
  }

  /** Closes the connection. A pending read rejects. */
  destroy(): void {
    this.#close(socketError('ECONNRESET', 'The connection was abandoned.'))
  }

  #onBytes(bytes: number, from: Uint8Array): boolean {
    const pending = this.#pending
    if (pending === null) {
      // Without a reader, keeps the bytes and receives no more until there is one.
      this.#leftover = Buffer.concat([this.#leftover, from.subarray(0, bytes)])
      return false
    }
    if (from.buffer === pending.target.buffer && from.byteOffset === pending.target.byteOffset) {
      pending.onBytes(bytes)
    } else {
      const fits = Math.min(bytes, pending.target.length)
      pending.target.set(from.subarray(0, fits))
      if (fits < bytes) this.#leftover = Buffer.from(from.subarray(fits, bytes))
      pending.onBytes(fits)
    }
    return this.#pending !== null
  }

  #close(error: Error): void {
    this.#failure ??= error
    this.#socket.destroy()
    this.#pending = null
    this.#fail?.(this.#failure)
    this.#fail = null
  }
}
