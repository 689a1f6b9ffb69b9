import { connect as connectPlain, type LookupFunction, type Socket } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'
import { connect as connectTls, type SecureContext } from 'node:tls'
import { HeadReader } from './head-reader.ts'
import { socketError, type ResponseHead } from './response-head.ts'

/** The address of a server, or of the proxy in front of it. */
export type Origin = {
  readonly isTls: boolean
  readonly host: string
  readonly port: number
}

/** How long to wait for a connection, and then for a byte in either direction, in milliseconds. */
export type SocketTimeouts = { readonly connectMs: number; readonly idleMs: number }

/** Called with the number of bytes that were written to the target. Returns the next target, or `null` to stop. */
export type OnReceived = (bytes: number) => Uint8Array | null

type PendingRead = { target: Uint8Array; readonly onReceived: OnReceived; readonly end: () => void }

/** The options of new connections, with and without TLS. */
export type SocketOptions = {
  readonly tls: { readonly rejectUnauthorized: boolean; readonly secureContext?: SecureContext }
  readonly plain: { readonly lookup?: LookupFunction }
}

const ignore = (): void => undefined
const spareBytes = 65_536
/** Most heads fit into this many bytes. */
const headBytes = 8_192
/** A server that ignores `Expect` gets the body after this time, in milliseconds. */
const continueMs = 1_000

/**
 * An HTTP/1.1 connection that receives bytes directly into the reader's buffer. Node's own HTTP client copies
 * each chunk twice, which costs more than everything else in a large download.
 */
export class HttpSocket {
  readonly #socket: Socket
  /** Receives bytes while there is no reader. */
  readonly #spare = Buffer.allocUnsafeSlow(spareBytes)
  readonly #head = Buffer.allocUnsafeSlow(headBytes)
  #leftover: Uint8Array = this.#spare.subarray(0, 0)
  #pending: PendingRead | null = null
  #failure: Error | null = null
  #fail: ((error: Error) => void) | null = null
  /** True once the server has accepted a body on this connection. */
  #hasSentBody = false
  readonly #idleMs: number

  constructor(
    { isTls, host, port }: Origin,
    timeouts: SocketTimeouts,
    more: SocketOptions = { tls: { rejectUnauthorized: true }, plain: {} },
  ) {
    this.#idleMs = timeouts.idleMs
    const onread = {
      buffer: (): Uint8Array => this.#pending?.target ?? this.#spare,
      callback: (bytes: number, from: Uint8Array): boolean => this.#onBytes(bytes, from),
    }
    const options = { host, port, onread }
    // TLS does not allow an IP address as the server name.
    const servername = /^[\d.]+$|:/.test(host) ? '' : host
    this.#socket = isTls
      ? connectTls({ ...options, ...more.tls, servername, ALPNProtocols: ['http/1.1'] })
      : connectPlain({ ...options, ...more.plain })
    this.#socket.setNoDelay(true)
    this.#socket.setTimeout(timeouts.connectMs)
    this.#socket.once(isTls ? 'secureConnect' : 'connect', () => this.#socket.setTimeout(timeouts.idleMs))
    this.#socket.on('timeout', () => this.#close(socketError('ETIMEDOUT', 'No data was received in time.')))
    this.#socket.on('error', (error) => this.#close(error))
    this.#socket.on('end', () => this.#close(socketError('ECONNRESET', 'The connection was closed.')))
    this.#socket.on('close', () => this.#close(socketError('ECONNRESET', 'The connection was closed.')))
  }

  /** True if the connection can send another request: it is open, and no bytes of the last response are left. */
  get isReusable(): boolean {
    return this.#failure === null && this.#pending === null && this.#leftover.length === 0
  }

  /** Sends the head of a request without a body, and reads the head of the response. */
  request(head: string): Promise<ResponseHead> {
    this.#socket.ref()
    this.#socket.write(head)
    return this.#readHead()
  }

  /**
   * Sends a request with a body, and reads the head of the response. `head` is the request's head, without
   * the empty line at the end. `next` returns the bytes to send next. It is called with the number of bytes
   * sent so far, once they are no longer needed. If the server responds before it has the whole body, no more
   * is sent, and the connection has to be closed.
   */
  async send(
    head: string,
    bodyBytes: number,
    next: (sent: number) => Uint8Array | Promise<Uint8Array>,
  ): Promise<ResponseHead & { readonly isComplete: boolean }> {
    this.#socket.ref()
    let accept = ignore
    const accepted = new Promise<void>((resolve) => (accept = resolve))
    const answered = new AbortController()
    const answer = this.#readHead(() => accept()).finally(() => answered.abort())
    answer.then(() => accept(), accept)
    // A server that has accepted one body accepts the next, so later requests do not send `Expect`.
    if (this.#hasSentBody) this.#socket.write(`${head}\r\n`)
    else {
      this.#socket.write(`${head}expect: 100-continue\r\n\r\n`)
      await Promise.race([accepted, delay(continueMs, undefined, { ref: false })])
    }
    let sent = 0
    while (sent < bodyBytes && !answered.signal.aborted) {
      const bytes = await this.#untimed(next(sent))
      if (answered.signal.aborted) break
      await this.#write(bytes)
      sent += bytes.byteLength
    }
    const response = await answer
    const isComplete = sent >= bodyBytes
    this.#hasSentBody = isComplete && response.status < 300
    return { ...response, isComplete }
  }

  async #readHead(onInterim?: () => void): Promise<ResponseHead> {
    const heads = new HeadReader(onInterim)
    for (;;) {
      const bytes = await this.read(this.#head)
      const found = heads.take(this.#head.subarray(0, bytes))
      if (found === null) continue
      // The bytes after the head belong to the body.
      this.#leftover = Buffer.concat([found.rest, this.#leftover])
      return found.head
    }
  }

  /**
   * Reads into `target` until it is full or, without `whole`, until some bytes have arrived. Returns their
   * number. `onBytes` is called with the number of bytes so far. Rejects if the connection breaks first.
   */
  async read(target: Uint8Array, whole = false, onBytes?: (bytes: number) => void): Promise<number> {
    let filled = 0
    if (target.length === 0) return filled
    await this.receive(target, (bytes) => {
      filled += bytes
      onBytes?.(filled)
      return whole && filled < target.length ? target.subarray(filled) : null
    })
    return filled
  }

  /**
   * Reads into one target after another. The next one is used as soon as the previous one has received some
   * bytes. Targets must not be empty. Rejects if the connection breaks before the end.
   */
  receive(target: Uint8Array, onReceived: OnReceived): Promise<void> {
    return new Promise((resolve, reject) => {
      const end = (): void => {
        this.#pending = null
        this.#fail = null
        resolve()
      }
      this.#pending = { target, onReceived, end }
      this.#leftover = this.#pass(this.#leftover)
      if (this.#pending === null) return
      if (this.#failure !== null) {
        this.#pending = null
        return reject(this.#failure)
      }
      this.#fail = reject
      this.#socket.resume()
    })
  }

  /** Waits for the caller without a timeout, because the server does not cause this delay. */
  async #untimed<T>(waiting: T | Promise<T>): Promise<T> {
    if (!(waiting instanceof Promise)) return waiting
    this.#socket.setTimeout(0)
    try {
      return await waiting
    } finally {
      this.#socket.setTimeout(this.#idleMs)
    }
  }

  #write(bytes: Uint8Array): Promise<void> {
    return new Promise((resolve, reject) => {
      this.#socket.write(bytes, (error) => (error ? reject(this.#failure ?? error) : resolve()))
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
    const target = this.#pending?.target
    if (target?.buffer === from.buffer && target.byteOffset === from.byteOffset) this.#received(bytes)
    else {
      // Without a reader, keeps the bytes and receives no more until there is one.
      const rest = this.#pass(from.subarray(0, bytes))
      if (rest.length > 0) this.#leftover = Buffer.concat([this.#leftover, rest])
    }
    return this.#pending !== null
  }

  /** Copies bytes to the reader. Returns those that it did not take. */
  #pass(bytes: Uint8Array): Uint8Array {
    let rest = bytes
    while (this.#pending !== null && rest.length > 0) {
      const { target } = this.#pending
      const fits = Math.min(rest.length, target.length)
      target.set(rest.subarray(0, fits))
      rest = rest.subarray(fits)
      this.#received(fits)
    }
    return rest
  }

  #received(bytes: number): void {
    const pending = this.#pending
    if (pending === null) return
    const next = pending.onReceived(bytes)
    if (next === null) pending.end()
    else pending.target = next
  }

  #close(error: Error): void {
    this.#failure ??= error
    this.#socket.destroy()
    this.#pending = null
    this.#fail?.(this.#failure)
    this.#fail = null
  }
}
