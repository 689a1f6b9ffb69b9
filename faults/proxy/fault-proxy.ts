import { Agent, createServer, request as forward } from 'node:http'
import type { ClientRequest, IncomingMessage, Server, ServerResponse } from 'node:http'
import { once } from 'node:events'
import { Transform } from 'node:stream'
import type { TransformCallback } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import { listen } from '../../src/main/local-service/process/listen.ts'
import type { Fault } from './fault.ts'
import { operationOf } from './operation.ts'
import type { Operation } from './operation.ts'

/** The server's response. `body` is empty for the content of an object. */
export interface ProxyResponse {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Observes the traffic and injects faults. The proxy waits for the returned promises. */
export interface ProxyListener {
  /** Called before a request is forwarded. `body` is empty for the content of an object. */
  readonly request?: (operation: Operation, body: string) => Promise<void> | void
  /** Called before a response is returned to the client. */
  readonly response?: (operation: Operation, body: string, response: ProxyResponse) => Promise<void> | void
  readonly fault?: (operation: Operation) => Fault | null
}

const flippedBits = 0x20
const slowChunkBytes = 16 * 1024
const slowChunkMs = 2

/** A proxy in front of a real server. Apart from its faults, it forwards everything unchanged. */
export class FaultProxy {
  readonly #server: Server
  readonly #agent = new Agent({ keepAlive: true })
  readonly #target: () => number
  readonly #listener: ProxyListener
  readonly #upstream = new Set<ClientRequest>()
  #frozen = false
  port = 0
  requests = 0
  bytes = 0

  private constructor(target: () => number, listener: ProxyListener) {
    this.#target = target
    this.#listener = listener
    this.#server = createServer({ requestTimeout: 0, keepAliveTimeout: 60_000 }, (request, response) => {
      request.on('error', () => undefined)
      response.on('error', () => undefined)
      // The client sees an error between the proxy and the server as a broken connection.
      void this.#serve(request, response).catch(() => request.socket.destroy())
    })
  }

  /** `target` returns the server's port on 127.0.0.1. It is called for every request. */
  static async start(target: () => number, listener: ProxyListener = {}): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, listener)
    await proxy.#listen()
    return proxy
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** Simulates a killed client: closes the connections to the server and sends nothing more to the client. */
  freeze(): void {
    this.#frozen = true
    for (const upstream of this.#upstream) upstream.destroy()
  }

  async stop(): Promise<void> {
    this.freeze()
    this.#agent.destroy()
    const closed = this.#server.listening ? once(this.#server, 'close') : null
    this.#server.close()
    this.#server.closeAllConnections()
    await closed
  }

  async #refuse(ms: number): Promise<void> {
    if (!this.#server.listening) return
    this.#server.close()
    this.#server.closeAllConnections()
    await delay(ms)
    if (!this.#frozen) await this.#listen()
  }

  async #listen(): Promise<void> {
    this.port = await listen(this.#server, this.port)
  }

  async #serve(request: IncomingMessage, response: ServerResponse): Promise<void> {
    this.requests += 1
    const operation = operationOf(request)
    const isQueue = operation.bucket === ''
    const sent = isQueue || operation.name === 'CompleteMultipartUpload' ? await readAll(request) : null
    if (this.#frozen) return
    await this.#listener.request?.(operation, sent?.toString() ?? '')
    if (this.#frozen) return
    const fault = this.#listener.fault?.(operation) ?? null
    if (fault !== null && (await this.#injectBefore(fault, request, response, isQueue))) return
    const upstream = forward({
      host: '127.0.0.1',
      port: this.#target(),
      agent: this.#agent,
      method: request.method,
      path: request.url,
      headers: request.headers,
    })
    this.#upstream.add(upstream)
    upstream.once('close', () => this.#upstream.delete(upstream))
    response.once('close', () => upstream.destroy())
    const received = once(upstream, 'response') as Promise<[IncomingMessage]>
    received.catch(() => undefined)
    const length = Number(request.headers['content-length'] ?? 0)
    const toServer = shape(fault, 'request', length, () => request.socket.resetAndDestroy())
    toServer.on('error', () => upstream.destroy())
    toServer.on('data', (chunk: Buffer) => (this.bytes += chunk.length))
    toServer.pipe(upstream)
    if (sent === null) request.pipe(toServer)
    else toServer.end(sent)
    const [result] = await received
    result.on('error', () => response.destroy())
    await this.#respond({ operation, fault, request, response, result, sent })
  }

  /** Injects a fault before the request is forwarded. Returns true if the request must not be forwarded. */
  async #injectBefore(
    fault: Fault,
    request: IncomingMessage,
    response: ServerResponse,
    isQueue: boolean,
  ): Promise<boolean> {
    switch (fault.kind) {
      case 'delay':
        await delay(fault.ms)
        return false
      case 'reset before the request':
        request.socket.resetAndDestroy()
        return true
      case '500 before processing':
      case 'SlowDown':
        sendError(fault.kind === 'SlowDown', request, response, isQueue)
        return true
      case 'unresponsive server':
        await delay(fault.ms, undefined, { ref: false })
        request.socket.resetAndDestroy()
        return true
      case 'connection refused':
        await this.#refuse(fault.ms)
        return true
      case 'low bandwidth':
      case 'reset during the request':
      case 'request corrupted':
      case 'response corrupted':
      case 'response truncated':
      case 'response lost':
      case '500 after processing':
        return false
    }
  }

  async #respond(call: {
    readonly operation: Operation
    readonly fault: Fault | null
    readonly request: IncomingMessage
    readonly response: ServerResponse
    readonly result: IncomingMessage
    readonly sent: Buffer | null
  }): Promise<void> {
    const { operation, fault, request, response, result, sent } = call
    const isObject = operation.name === 'GetObject'
    const text = isObject ? null : await readAll(result)
    const { statusCode: status = 502, headers } = result
    await this.#listener.response?.(operation, sent?.toString() ?? '', {
      status,
      headers,
      body: text?.toString() ?? '',
    })
    if (this.#frozen) return
    if (fault?.kind === 'response lost') {
      result.resume()
      request.socket.resetAndDestroy()
      return
    }
    if (fault?.kind === '500 after processing') {
      result.resume()
      sendError(false, request, response, operation.bucket === '')
      return
    }
    response.writeHead(status, headers)
    response.flushHeaders()
    const length = Number(headers['content-length'] ?? text?.length ?? 0)
    const toClient = shape(fault, 'response', length, () => request.socket.destroy())
    toClient.on('error', () => response.destroy())
    toClient.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length
      if (!this.#frozen && !response.write(chunk)) {
        toClient.pause()
        response.once('drain', () => toClient.resume())
      }
    })
    toClient.once('end', () => this.#frozen || response.end())
    if (text === null) result.pipe(toClient)
    else toClient.end(text)
  }
}

/** Corrupts each response in its own way, because two readings that agree prove that an ETag is not an MD5. */
function bitsOf({ at }: Fault): number {
  return (at % 255) + 1
}

/** Passes a body through, and corrupts, truncates or slows it down according to the fault. */
function shape(
  fault: Fault | null,
  direction: 'request' | 'response',
  length: number,
  cut: () => void,
): Transform {
  const at = fault === null || length === 0 ? 0 : fault.at % length
  const flips = fault?.kind === `${direction} corrupted`
  const cuts = fault?.kind === (direction === 'request' ? 'reset during the request' : 'response truncated')
  const slow = fault?.kind === 'low bandwidth'
  let seen = 0
  const pass = async (transform: Transform, chunk: Buffer, done: TransformCallback): Promise<void> => {
    const offset = at - seen
    seen += chunk.length
    if (flips && offset >= 0 && offset < chunk.length) {
      const copy = Buffer.from(chunk)
      copy[offset] = (copy[offset] ?? 0) ^ (direction === 'request' ? flippedBits : bitsOf(fault))
      return done(null, copy)
    }
    if (cuts && seen > at) {
      transform.push(chunk.subarray(0, Math.max(0, offset)))
      // `done` is not called, so that nothing more passes.
      setImmediate(cut)
      return undefined
    }
    if (!slow) return done(null, chunk)
    for (let from = 0; from < chunk.length; from += slowChunkBytes) {
      transform.push(chunk.subarray(from, from + slowChunkBytes))
      await delay(slowChunkMs)
    }
    return done()
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      void pass(this, chunk, done)
    },
  })
}

function sendError(
  slowDown: boolean,
  request: IncomingMessage,
  response: ServerResponse,
  isQueue: boolean,
): void {
  request.resume()
  const status = slowDown ? 503 : 500
  if (isQueue) {
    const type = slowDown
      ? 'com.amazon.coral.availability#ThrottlingException'
      : 'com.amazonaws.sqs#InternalFailure'
    response.writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
    response.end(JSON.stringify({ __type: type, message: 'Injected.' }))
    return
  }
  const code = slowDown ? 'SlowDown' : 'InternalError'
  const body = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>Injected.</Message></Error>`
  response.writeHead(status, { 'content-type': 'application/xml' })
  response.end(request.method === 'HEAD' ? undefined : body)
}

async function readAll(stream: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = []
  for await (const chunk of stream) chunks.push(chunk as Buffer)
  return Buffer.concat(chunks)
}
