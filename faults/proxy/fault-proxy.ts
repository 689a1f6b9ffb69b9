import { Agent, createServer, request as forward } from 'node:http'
import type { ClientRequest, IncomingMessage, Server, ServerResponse } from 'node:http'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Transform } from 'node:stream'
import type { TransformCallback } from 'node:stream'
import { setTimeout as delay } from 'node:timers/promises'
import type { Fault } from './fault.ts'
import { operationOf } from './operation.ts'
import type { Operation } from './operation.ts'

/** What the server said. `body` is empty for an object's bytes. */
export interface Answer {
  readonly status: number
  readonly headers: IncomingMessage['headers']
  readonly body: string
}

/** Who watches the traffic and who disturbs it. Each may wait; nothing goes on meanwhile. */
export interface ProxyListener {
  /** A request has come and nothing of it went on. `body` is empty for an object's bytes. */
  readonly request?: (operation: Operation, body: string) => Promise<void> | void
  /** The server has answered and nothing of it went back. */
  readonly answer?: (operation: Operation, body: string, answer: Answer) => Promise<void> | void
  readonly fault?: (operation: Operation) => Fault | null
}

const flipped = 0x20
const throttledPiece = 16 * 1024
const throttledMs = 2

/** A proxy in front of a real server that passes everything on as it is, Host and signature included, but for its faults. */
export class FaultProxy {
  readonly #server: Server
  readonly #agent = new Agent({ keepAlive: true })
  readonly #target: () => number
  readonly #listener: ProxyListener
  readonly #onward = new Set<ClientRequest>()
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
      // What breaks behind the proxy shows as a broken connection before it.
      void this.#serve(request, response).catch(() => request.socket.destroy())
    })
  }

  /** `target`: the server's port on 127.0.0.1, asked at every request. */
  static async start(target: () => number, listener: ProxyListener = {}): Promise<FaultProxy> {
    const proxy = new FaultProxy(target, listener)
    await proxy.#listen()
    return proxy
  }

  get endpoint(): string {
    return `http://127.0.0.1:${this.port}`
  }

  /** As the death of the client: the server loses its connections, and the client hears nothing any more. */
  freeze(): void {
    this.#frozen = true
    for (const onward of this.#onward) onward.destroy()
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
    this.#server.listen({ host: '127.0.0.1', port: this.port })
    await once(this.#server, 'listening')
    this.port = (this.#server.address() as AddressInfo).port
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
    if (fault !== null && (await this.#before(fault, request, response, isQueue))) return
    const onward = forward({
      host: '127.0.0.1',
      port: this.#target(),
      agent: this.#agent,
      method: request.method,
      path: request.url,
      headers: request.headers,
    })
    this.#onward.add(onward)
    onward.once('close', () => this.#onward.delete(onward))
    response.once('close', () => onward.destroy())
    const answered = once(onward, 'response') as Promise<[IncomingMessage]>
    answered.catch(() => undefined)
    const length = Number(request.headers['content-length'] ?? 0)
    const within = shape(fault, 'request', length, () => request.socket.resetAndDestroy())
    within.on('error', () => onward.destroy())
    within.on('data', (chunk: Buffer) => (this.bytes += chunk.length))
    within.pipe(onward)
    if (sent === null) request.pipe(within)
    else within.end(sent)
    const [answer] = await answered
    answer.on('error', () => response.destroy())
    await this.#back({ operation, fault, request, response, answer, sent })
  }

  /** What happens before anything goes on; true when that is all that happens. */
  async #before(
    fault: Fault,
    request: IncomingMessage,
    response: ServerResponse,
    isQueue: boolean,
  ): Promise<boolean> {
    switch (fault.kind) {
      case 'delay':
        await delay(fault.ms)
        return false
      case 'reset before':
        request.socket.resetAndDestroy()
        return true
      case '500 before':
      case 'SlowDown':
        sayError(fault.kind === 'SlowDown', request, response, isQueue)
        return true
      case 'dark':
        await delay(fault.ms, undefined, { ref: false })
        request.socket.resetAndDestroy()
        return true
      case 'refused':
        await this.#refuse(fault.ms)
        return true
      case 'throttle':
      case 'reset within the request':
      case 'request corrupted':
      case 'answer corrupted':
      case 'answer cut':
      case 'answer lost':
      case '500 after':
        return false
    }
  }

  async #back(call: {
    readonly operation: Operation
    readonly fault: Fault | null
    readonly request: IncomingMessage
    readonly response: ServerResponse
    readonly answer: IncomingMessage
    readonly sent: Buffer | null
  }): Promise<void> {
    const { operation, fault, request, response, answer, sent } = call
    const isObject = operation.name === 'GetObject'
    const text = isObject ? null : await readAll(answer)
    const { statusCode: status = 502, headers } = answer
    await this.#listener.answer?.(operation, sent?.toString() ?? '', {
      status,
      headers,
      body: text?.toString() ?? '',
    })
    if (this.#frozen) return
    if (fault?.kind === 'answer lost') {
      answer.resume()
      request.socket.resetAndDestroy()
      return
    }
    if (fault?.kind === '500 after') {
      answer.resume()
      sayError(false, request, response, operation.bucket === '')
      return
    }
    response.writeHead(status, headers)
    response.flushHeaders()
    const length = Number(headers['content-length'] ?? text?.length ?? 0)
    const back = shape(fault, 'answer', length, () => request.socket.destroy())
    back.on('error', () => response.destroy())
    back.on('data', (chunk: Buffer) => {
      this.bytes += chunk.length
      if (!this.#frozen && !response.write(chunk)) {
        back.pause()
        response.once('drain', () => back.resume())
      }
    })
    back.once('end', () => this.#frozen || response.end())
    if (text === null) answer.pipe(back)
    else back.end(text)
  }
}

function shape(fault: Fault | null, way: 'request' | 'answer', length: number, cut: () => void): Transform {
  const at = fault === null || length === 0 ? 0 : fault.at % length
  const flips = fault?.kind === `${way} corrupted`
  const cuts = fault?.kind === (way === 'request' ? 'reset within the request' : 'answer cut')
  const slow = fault?.kind === 'throttle'
  let seen = 0
  const pass = async (transform: Transform, chunk: Buffer, done: TransformCallback): Promise<void> => {
    const offset = at - seen
    seen += chunk.length
    if (flips && offset >= 0 && offset < chunk.length) {
      const copy = Buffer.from(chunk)
      copy[offset] = (copy[offset] ?? 0) ^ flipped
      return done(null, copy)
    }
    if (cuts && seen > at) {
      transform.push(chunk.subarray(0, Math.max(0, offset)))
      // Not done: nothing more comes through.
      setImmediate(cut)
      return undefined
    }
    if (!slow) return done(null, chunk)
    for (let from = 0; from < chunk.length; from += throttledPiece) {
      transform.push(chunk.subarray(from, from + throttledPiece))
      await delay(throttledMs)
    }
    return done()
  }
  return new Transform({
    transform(chunk: Buffer, _encoding, done) {
      void pass(this, chunk, done)
    },
  })
}

function sayError(
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
