import { timingSafeEqual } from 'node:crypto'
import { once } from 'node:events'
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { redirectResponse } from './redirect-response.ts'
import { refused } from './service-errors.ts'

/** AWS accepts any port after this address. */
export const redirectAddress = 'http://127.0.0.1/oauth/callback'

/** The same as in the AWS CLI. */
const defaultTimeoutMs = 600_000
const requestTimeoutMs = 5_000
const maxConnections = 16
const maxCodeChars = 8_192

/**
 * Listens on this computer for the redirect at the end of a sign-in. Accepts one code, and only together with
 * this sign-in's state. Other requests are refused and change nothing, so no other page can end or replace a
 * sign-in.
 */
export class RedirectListener {
  readonly #server: Server
  readonly #state: string
  readonly #host: string
  readonly #code: Promise<string>
  #resolve: (code: string) => void = () => undefined
  #reject: (error: unknown) => void = () => undefined
  #isOver = false

  private constructor(server: Server, state: string, timeoutMs: number, signal: AbortSignal) {
    this.#server = server
    this.#state = state
    this.#host = `127.0.0.1:${(server.address() as AddressInfo).port}`
    this.#code = new Promise((resolve, reject) => {
      this.#resolve = resolve
      this.#reject = reject
    })
    // Prevents an unhandled rejection if nobody awaits the code.
    this.#code.catch(() => undefined)
    const fail = (error: unknown): void => {
      this.#reject(error)
      this.close()
    }
    const timer = setTimeout(() => fail(refused('expired_token')), timeoutMs)
    const stop = (): void => fail(signal.reason)
    signal.addEventListener('abort', stop, { once: true })
    server.once('close', () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', stop)
    })
    server.on('request', (request, response) => this.#answer(request, response))
  }

  /** Listens on a free port. Rejects if there is none. */
  static async open(
    state: string,
    signal: AbortSignal,
    { timeoutMs = defaultTimeoutMs }: { readonly timeoutMs?: number } = {},
  ): Promise<RedirectListener> {
    const server = createServer({ headersTimeout: requestTimeoutMs, requestTimeout: requestTimeoutMs })
    server.maxConnections = maxConnections
    // Only on the loopback interface: other computers must not reach it.
    server.listen({ host: '127.0.0.1', port: 0 })
    await once(server, 'listening')
    return new RedirectListener(server, state, timeoutMs, signal)
  }

  /** The address to which the page redirects the browser. */
  get address(): string {
    return `http://${this.#host}${new URL(redirectAddress).pathname}`
  }

  /**
   * Returns the code.
   *
   * @throws EngineError `CREDENTIALS_EXPIRED` if the user declined or took too long, and the signal's reason.
   */
  code(): Promise<string> {
    return this.#code
  }

  /** Stops listening. */
  close(): void {
    this.#isOver = true
    this.#server.close()
    this.#server.closeAllConnections()
  }

  #answer(request: IncomingMessage, response: ServerResponse): void {
    const { method, url = '', headers } = request
    // A hostile domain may resolve to this computer (DNS rebinding).
    if (this.#isOver || headers.host !== this.#host) return redirectResponse(response, 'unexpected')
    if (method !== 'GET') return redirectResponse(response, 'unexpected', 405)
    const at = URL.canParse(url, this.address) ? new URL(url, this.address) : null
    if (at === null || `${at.origin}${at.pathname}` !== this.address) {
      return redirectResponse(response, 'unexpected', 404)
    }
    if (!isSame(singleParameter(at, 'state'), this.#state)) return redirectResponse(response, 'unexpected')
    const code = singleParameter(at, 'code')
    const problem = at.searchParams.get('error')
    const isCode = problem === null && code !== '' && code.length <= maxCodeChars
    if (problem === null && !isCode) return redirectResponse(response, 'unexpected')
    this.#isOver = true
    if (isCode) this.#resolve(code)
    else this.#reject(refused(problem ?? ''))
    response.once('close', () => this.close())
    redirectResponse(response, isCode ? 'signed-in' : 'declined')
  }
}

/** Returns a parameter's value, or `''` if it is missing or repeated. */
function singleParameter(address: URL, name: string): string {
  const [value = '', ...more] = address.searchParams.getAll(name)
  return more.length === 0 ? value : ''
}

function isSame(one: string, other: string): boolean {
  const [a, b] = [Buffer.from(one), Buffer.from(other)]
  return a.length === b.length && timingSafeEqual(a, b)
}
