import type { Duplex } from 'node:stream'
import type { Socket } from 'node:net'
import { ResponseReader } from './response-reader.ts'

/** A complete request. Its body is small enough to be copied. */
export type SmallRequest = {
  /** The request line and the headers, with the empty line. */
  readonly head: string
  readonly body: Uint8Array
  /** How long the connection may be silent, in milliseconds. */
  readonly idleMs: number
}

/** A response, which may be incomplete. Its `reader` has no head if not even that has arrived. */
export type SmallResponse = { readonly reader: ResponseReader; readonly isComplete: boolean }

/** Smaller requests are sent from reused memory. */
const sendBytes = 32_768
/** A server may close an idle connection this much earlier than announced, in milliseconds. */
const closingMs = 1_000

/**
 * A keep-alive HTTP/1.1 connection for small requests, one after another. It sends head and body in one write
 * and reads the response without streams, which takes a third of the time that Node's own HTTP client needs.
 */
export class SmallConnection {
  readonly #socket: Socket
  #reader: ResponseReader | null = null
  #finish: ((isComplete: boolean) => void) | null = null
  /** Head and body of the current request. */
  #sent: Buffer | null = null
  #idleMs = 0
  /** When the server closes the idle connection, by the clock of `performance.now()`. */
  #closesAt = Infinity
  #isOpen = true

  constructor(socket: Duplex) {
    this.#socket = socket as Socket
    this.#socket.setNoDelay(true)
    this.#socket.on('timeout', () => {
      // An idle connection stays open until its server closes it.
      if (this.#finish !== null) this.destroy()
    })
    this.#socket.on('error', () => this.destroy())
    this.#socket.on('end', () => this.#onEnd())
    this.#socket.on('close', () => this.#onEnd())
    // A socket that was created with `onread` passes its bytes to `receive` instead, but has to be read too.
    this.#socket.on('data', (bytes: Buffer) => this.receive(bytes))
  }

  /**
   * True if the connection can send another request. A server may have responded before it received the last
   * one completely.
   */
  get isReusable(): boolean {
    const isFree = this.#isOpen && this.#finish === null && this.#socket.writableLength === 0
    return isFree && (this.#closesAt === Infinity || performance.now() < this.#closesAt)
  }

  /** Sends a request. Resolves with its response, complete or not. Never rejects. */
  send({ head, body, idleMs }: SmallRequest): Promise<SmallResponse> {
    const reader = new ResponseReader()
    this.#reader = reader
    return new Promise((resolve) => {
      this.#finish = (isComplete) => {
        this.#reader = null
        this.#finish = null
        resolve({ reader, isComplete })
      }
      if (!this.#isOpen) return this.#finish(false)
      if (idleMs !== this.#idleMs) this.#socket.setTimeout(idleMs)
      this.#idleMs = idleMs
      this.#socket.write(this.#join(head, body))
    })
  }

  /** Copies head and body into one buffer, which costs less than two writes. */
  #join(head: string, body: Uint8Array): Buffer {
    const size = head.length + body.byteLength
    const isSmall = size <= sendBytes
    if (isSmall) this.#sent ??= Buffer.allocUnsafeSlow(sendBytes)
    const bytes = isSmall && this.#sent !== null ? this.#sent.subarray(0, size) : Buffer.allocUnsafe(size)
    bytes.write(head, 0, 'latin1')
    bytes.set(body, head.length)
    return bytes
  }

  /** Takes received bytes, which may be overwritten afterwards. */
  receive(bytes: Buffer): void {
    const reader = this.#reader
    // No request is pending.
    if (reader === null) return this.destroy()
    try {
      if (!reader.take(bytes)) return
    } catch {
      return this.destroy()
    }
    if (reader.hasExcess || !this.#staysOpen(reader)) this.#close()
    this.#finish?.(true)
  }

  /** Keeps the connection open for the next request, without keeping the process alive. */
  park(): void {
    this.#socket.unref()
  }

  /** Prepares a parked connection for the next request. */
  unpark(): void {
    this.#socket.ref()
  }

  /** Closes the connection. A pending request resolves with the part of its response that has arrived. */
  destroy(): void {
    this.#close()
    this.#finish?.(false)
  }

  #onEnd(): void {
    const isComplete = this.#reader?.endsWithConnection ?? false
    this.#close()
    this.#finish?.(isComplete)
  }

  #close(): void {
    this.#isOpen = false
    this.#socket.destroy()
  }

  #staysOpen({ head }: ResponseReader): boolean {
    const { connection = '', 'keep-alive': kept } = head?.headers ?? {}
    if (/\bclose\b/i.test(connection)) return false
    const seconds = /\btimeout=(\d{1,6})\b/i.exec(kept ?? '')?.[1]
    if (seconds !== undefined) this.#closesAt = performance.now() + Number(seconds) * 1_000 - closingMs
    return true
  }
}
