import { isIP } from 'node:net'
import type { Duplex } from 'node:stream'
import type { Agents } from '../network/network.ts'
import type { Origin } from './http-socket.ts'
import { SmallConnection } from './small-connection.ts'

type Connected = (error: Error | null, socket?: Duplex) => void
/** The part of an agent that opens connections. */
type Opener = {
  readonly options: object
  createConnection(options: object, done: Connected): Duplex | null | undefined
}

const maxBusy = 128
const maxIdle = 128

/** A response is read as soon as it arrives, so all connections can receive into the same memory. */
const received = Buffer.allocUnsafeSlow(65_536)

/**
 * A client's keep-alive connections for small requests, at most 128 of them busy at a time. The agents open
 * them, because they handle proxies and CA certificates.
 */
export class SmallConnections {
  readonly #agents: Agents
  readonly #idle = new Map<string, SmallConnection[]>()
  /** The last TLS session with each server, which makes the next handshake shorter. */
  readonly #sessions = new Map<string, Buffer>()
  readonly #all = new Set<SmallConnection>()
  readonly #waiting: (() => void)[] = []
  #busy = 0
  #isClosed = false

  constructor(agents: Agents) {
    this.#agents = agents
  }

  /** Calls `task` with a connection. Rejects if none can be opened. */
  async with<T>(origin: Origin, task: (connection: SmallConnection) => Promise<T>): Promise<T> {
    if (this.#busy < maxBusy) this.#busy += 1
    else await new Promise<void>((resolve) => this.#waiting.push(resolve))
    try {
      const connection = this.#reuse(origin) ?? (await this.#open(origin))
      const result = await task(connection)
      this.#keep(origin, connection)
      return result
    } finally {
      const next = this.#waiting.shift()
      if (next === undefined) this.#busy -= 1
      else next()
    }
  }

  /** Closes all connections, and opens no more. */
  close(): void {
    this.#isClosed = true
    for (const connection of this.#all) connection.destroy()
    this.#all.clear()
    this.#idle.clear()
  }

  #reuse(origin: Origin): SmallConnection | null {
    const idle = this.#idle.get(nameOf(origin)) ?? []
    // The one that was used last is the least likely to have been closed by the server.
    for (let connection = idle.pop(); connection !== undefined; connection = idle.pop()) {
      if (connection.isReusable) {
        connection.unpark()
        return connection
      }
      this.#drop(connection)
    }
    return null
  }

  #keep(origin: Origin, connection: SmallConnection): void {
    const name = nameOf(origin)
    const idle = this.#idle.get(name) ?? []
    this.#idle.set(name, idle)
    if (this.#isClosed || !connection.isReusable || idle.length >= maxIdle) return this.#drop(connection)
    connection.park()
    idle.push(connection)
  }

  #drop(connection: SmallConnection): void {
    this.#all.delete(connection)
    connection.destroy()
  }

  #open(origin: Origin): Promise<SmallConnection> {
    const { isTls, host, port } = origin
    const agent = (isTls ? this.#agents.httpsAgent : this.#agents.httpAgent) as unknown as Opener
    const session = this.#sessions.get(nameOf(origin))
    let opened: SmallConnection | null = null
    // Without this, Node would create and collect 64 KiB for each response.
    const onread = {
      buffer: received,
      callback: (bytes: number): boolean => {
        opened?.receive(received.subarray(0, bytes))
        return true
      },
    }
    const options = {
      ...agent.options,
      host,
      port,
      onread,
      ...(isTls && { servername: isIP(host) === 0 ? host : '', ALPNProtocols: ['http/1.1'] }),
      ...(session && { session }),
    }
    return new Promise((resolve, reject) => {
      const connected: Connected = (error, socket) => {
        if (socket === undefined || this.#isClosed) {
          socket?.destroy()
          reject(error ?? new Error('The connection was closed.'))
          return
        }
        socket.on('session', (latest: Buffer) => this.#sessions.set(nameOf(origin), latest))
        const connection = new SmallConnection(socket)
        opened = connection
        this.#all.add(connection)
        socket.once('close', () => this.#all.delete(connection))
        resolve(connection)
      }
      // An agent returns the socket, or passes it to the callback once a tunnel is open.
      const socket = agent.createConnection(options, (error, tunnel) => {
        if (error !== null || tunnel !== undefined) connected(error, tunnel)
      })
      if (socket) connected(null, socket)
    })
  }
}

function nameOf({ isTls, host, port }: Origin): string {
  return `${isTls ? 'https' : 'http'} ${host} ${port}`
}
