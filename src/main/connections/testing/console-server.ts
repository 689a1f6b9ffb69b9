import { createHash, createPublicKey, randomUUID, verify, type JsonWebKey } from 'node:crypto'
import type { IncomingMessage, Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { close, listen, testKeys } from '../../engine/testing/servers.ts'

/** The user who signs in by default. */
export const consoleUser = 'arn:aws:iam::111122223333:user/ada'

/** How the service and the user behave. Tests change it. */
export interface ConsoleBehaviour {
  identity: string
  /** The token call's error, or `null`. */
  refusal: string | null
}

/**
 * A test server for “aws login”. It checks what AWS checks: the client, the redirect address, the secret's
 * hash, that a code is used once, and the DPoP proof.
 */
export class ConsoleServer {
  behaviour: ConsoleBehaviour = { identity: consoleUser, refusal: null }
  readonly #server: Server
  readonly #codes = new Map<string, URLSearchParams>()

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => {
      void text(request).then((body) => {
        const url = new URL(request.url ?? '', this.address)
        if (url.pathname === '/v1/authorize') {
          response.writeHead(302, { location: this.#redirect(url.searchParams) }).end()
          return
        }
        const [status, content] = this.#token(request, url, JSON.parse(body) as Record<string, unknown>)
        response.writeHead(status, { 'content-type': 'application/json' }).end(JSON.stringify(content))
      })
    })
  }

  static async start(): Promise<ConsoleServer> {
    return new ConsoleServer(await listen(() => undefined))
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  async stop(): Promise<void> {
    await close(this.#server)
  }

  #redirect(query: URLSearchParams): string {
    const code = randomUUID()
    this.#codes.set(code, query)
    return `${query.get('redirect_uri')}?code=${code}&state=${query.get('state')}`
  }

  #token(request: IncomingMessage, url: URL, body: Record<string, unknown>): readonly [number, object] {
    const { refusal, identity } = this.behaviour
    if (refusal !== null) return [400, { error: refusal, message: 'Refused' }]
    const code = String(body['code'])
    const query = this.#codes.get(code)
    this.#codes.delete(code)
    const challenge = createHash('sha256').update(String(body['codeVerifier'])).digest('base64url')
    const isValid =
      url.pathname === '/v1/token' &&
      body['grantType'] === 'authorization_code' &&
      body['clientId'] === 'arn:aws:signin:::devtools/same-device' &&
      query?.get('client_id') === body['clientId'] &&
      query?.get('code_challenge_method') === 'SHA-256' &&
      query.get('code_challenge') === challenge &&
      query.get('redirect_uri') === body['redirectUri'] &&
      isProof(String(request.headers['dpop']), url.href)
    if (!isValid) return [400, { error: 'INVALID_REQUEST', message: 'Invalid' }]
    const claims = Buffer.from(JSON.stringify({ sub: identity })).toString('base64url')
    return [
      200,
      {
        accessToken: { ...testKeys, sessionToken: 'session' },
        tokenType: 'urn:aws:params:oauth:token-type:access_token_sigv4',
        expiresIn: 900,
        refreshToken: 'the-refresh-token',
        idToken: `header.${claims}.signature`,
      },
    ]
  }
}

function isProof(proof: string, address: string): boolean {
  const [header = '', payload = '', signature = ''] = proof.split('.')
  const parsed = [header, payload].map(
    (part) => JSON.parse(Buffer.from(part, 'base64url').toString()) as unknown,
  )
  const { alg, typ, jwk } = parsed[0] as { alg: string; typ: string; jwk: JsonWebKey }
  const { htm, htu } = parsed[1] as { htm: string; htu: string }
  const key = { key: createPublicKey({ key: jwk, format: 'jwk' }), dsaEncoding: 'ieee-p1363' } as const
  const isSigned = verify(
    'sha256',
    Buffer.from(`${header}.${payload}`),
    key,
    Buffer.from(signature, 'base64url'),
  )
  return isSigned && alg === 'ES256' && typ === 'dpop+jwt' && htm === 'POST' && htu === address
}
