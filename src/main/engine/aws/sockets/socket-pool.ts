import { HttpSocket, type Origin, type SocketOptions, type SocketTimeouts } from './http-socket.ts'

const maxIdleSockets = 16

/** Keeps connections open for the next request to the same server. */
export class SocketPool {
  readonly #timeouts: SocketTimeouts
  readonly #options: () => SocketOptions
  readonly #idle = new Map<string, HttpSocket[]>()
  #isClosed = false

  /** `options` is called for each new connection. */
  constructor(timeouts: SocketTimeouts, options: () => SocketOptions) {
    this.#timeouts = timeouts
    this.#options = options
  }

  /** Returns an open connection, or a new one. */
  take(origin: Origin): HttpSocket {
    const sockets = this.#idle.get(keyOf(origin)) ?? []
    for (let socket = sockets.pop(); socket !== undefined; socket = sockets.pop()) {
      if (socket.isReusable) return socket
      socket.destroy()
    }
    return new HttpSocket(origin, this.#timeouts, this.#options())
  }

  /** Takes back a connection whose last response was read. `keepAlive` is false if the server closes it. */
  release(origin: Origin, socket: HttpSocket, keepAlive: boolean): void {
    const sockets = this.#idle.get(keyOf(origin)) ?? []
    this.#idle.set(keyOf(origin), sockets)
    if (!keepAlive || this.#isClosed || !socket.isReusable || sockets.length >= maxIdleSockets)
      return socket.destroy()
    socket.park()
    sockets.push(socket)
  }

  /** Closes the idle connections. The others are closed when they are released. */
  close(): void {
    this.#isClosed = true
    for (const sockets of this.#idle.values()) for (const socket of sockets) socket.destroy()
    this.#idle.clear()
  }
}

function keyOf({ isTls, host, port }: Origin): string {
  return `${isTls} ${host} ${port}`
}
