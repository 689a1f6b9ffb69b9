import { createHash, randomUUID } from 'node:crypto'
import type { Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'
import { close, listen, testKeys } from '../../engine/testing/servers.ts'

type Body = Readonly<Record<string, unknown>>
type JsonResponse = readonly [status: number, content: object, headers?: Readonly<Record<string, string>>]

/** How the service and the user behave. Tests change it. */
export interface SignInBehaviour {
  /** True if the service refuses clients that use redirects, like older services. */
  refusesRedirects: boolean
  /** True if the user declines on the service's page. */
  declines: boolean
  /** How many more polls return “not yet confirmed”. */
  pending: number
  /** The error code of every token call, or `null`. */
  refusal: string | null
  /** The page on which a code is confirmed. */
  page: string
  /** A token's lifetime, in seconds. */
  lifetime: number
  /** The session token of the keys that it returns. */
  sessionToken: string
  /** True if every call fails. */
  isDown: boolean
  /** True if the user has none of the roles. */
  deniesRoles: boolean
  /** The server responds once this resolves. */
  respondsAfter: Promise<void>
}

/** The AWS page on which a code is confirmed. */
export const codePage = 'https://device.sso.eu-west-2.amazonaws.com/?user_code=ABCD-EFGH'

const defaultBehaviour: SignInBehaviour = {
  refusesRedirects: false,
  declines: false,
  pending: 0,
  refusal: null,
  page: codePage,
  lifetime: 28_800,
  sessionToken: 'session',
  isDown: false,
  deniesRoles: false,
  respondsAfter: Promise.resolve(),
}

/** Sent by AWS if the user has no such role. */
const noRole: JsonResponse = [403, { message: 'No access' }, { 'x-amzn-errortype': 'ForbiddenException' }]

/**
 * A sign-in service like IAM Identity Center, and the portal that exchanges its tokens for keys. It checks what AWS
 * checks: clients, redirect addresses, the secret's hash, and that codes and refresh tokens are used once.
 */
export class OidcServer {
  behaviour: SignInBehaviour = { ...defaultBehaviour }
  requests: { readonly path: string; readonly body: Body }[] = []
  readonly #server: Server
  readonly #clients = new Map<string, Body>()
  readonly #codes = new Map<string, URLSearchParams>()
  readonly #tokens = new Set<string>()
  #refreshToken = ''

  private constructor(server: Server) {
    this.#server = server
    server.on('request', (request, response) => {
      void text(request).then(async (body) => {
        const url = new URL(request.url ?? '', this.address)
        const input = body === '' ? {} : (JSON.parse(body) as Body)
        this.requests.push({ path: url.pathname, body: input })
        await this.behaviour.respondsAfter
        const token = String(request.headers['x-amz-sso_bearer_token'])
        const [status, content, headers] = this.behaviour.isDown
          ? [500, {}]
          : this.#respond(url, input, token)
        response
          .writeHead(status, { 'content-type': 'application/json', ...headers })
          .end(JSON.stringify(content))
      })
    })
  }

  static async start(): Promise<OidcServer> {
    return new OidcServer(await listen(() => undefined))
  }

  get address(): string {
    return `http://127.0.0.1:${(this.#server.address() as AddressInfo).port}`
  }

  /** Resets the behaviour and the recorded requests. */
  reset(): void {
    this.behaviour = { ...defaultBehaviour }
    this.requests = []
  }

  async stop(): Promise<void> {
    await close(this.#server)
  }

  #respond(url: URL, body: Body, token: string): JsonResponse {
    switch (url.pathname) {
      case '/client/register':
        return this.#register(body)
      case '/authorize':
        return this.#authorize(url.searchParams)
      case '/device_authorization':
        return [200, this.#device()]
      case '/token':
        return this.#token(body)
      case '/federation/credentials':
        if (this.behaviour.deniesRoles) return noRole
        return this.#tokens.has(token)
          ? [200, { roleCredentials: roleKeys(this.behaviour) }]
          : [401, { message: 'Invalid' }]
      default:
        return [404, {}]
    }
  }

  #register(body: Body): JsonResponse {
    const grants = body['grantTypes'] as readonly string[]
    if (this.behaviour.refusesRedirects && grants.includes('authorization_code')) {
      return [400, { error: 'invalid_request' }]
    }
    const clientId = randomUUID()
    this.#clients.set(clientId, body)
    return [200, { clientId, clientSecret: `secret of ${clientId}`, clientSecretExpiresAt: 4_930_000_000 }]
  }

  #authorize(query: URLSearchParams): JsonResponse {
    const client = this.#clients.get(query.get('client_id') ?? '')
    const redirect = new URL(query.get('redirect_uri') ?? '')
    const allowed = client?.['redirectUris'] as readonly string[] | undefined
    const isAllowed = allowed?.includes(`${redirect.protocol}//${redirect.hostname}${redirect.pathname}`)
    const isComplete =
      query.get('response_type') === 'code' &&
      query.get('code_challenge_method') === 'S256' &&
      query.get('scopes') !== ''
    if (isAllowed !== true || !isComplete) return [400, { error: 'invalid_request' }]
    redirect.searchParams.set('state', query.get('state') ?? '')
    if (this.behaviour.declines) redirect.searchParams.set('error', 'access_denied')
    else {
      const code = randomUUID()
      this.#codes.set(code, query)
      redirect.searchParams.set('code', code)
    }
    return [302, {}, { location: redirect.href }]
  }

  #device(): object {
    const { page } = this.behaviour
    const verificationUri = 'https://device.sso.eu-west-2.amazonaws.com/'
    const codes = { deviceCode: 'device', userCode: 'ABCD-EFGH' }
    return { ...codes, verificationUri, verificationUriComplete: page, expiresIn: 600, interval: 0.02 }
  }

  #token(body: Body): JsonResponse {
    if (this.behaviour.refusal !== null) return [400, { error: this.behaviour.refusal }]
    const clientId = String(body['clientId'])
    if (!this.#clients.has(clientId) || body['clientSecret'] !== `secret of ${clientId}`) {
      return [401, { error: 'invalid_client' }]
    }
    switch (body['grantType']) {
      case 'authorization_code':
        return this.#isCodeValid(clientId, body) ? this.#issue() : [400, { error: 'invalid_grant' }]
      case 'refresh_token':
        return body['refreshToken'] === this.#refreshToken ? this.#issue() : [400, { error: 'invalid_grant' }]
      default:
        this.behaviour.pending -= 1
        return this.behaviour.pending >= 0 ? [400, { error: 'authorization_pending' }] : this.#issue()
    }
  }

  #isCodeValid(clientId: string, body: Body): boolean {
    const code = String(body['code'])
    const query = this.#codes.get(code)
    this.#codes.delete(code)
    const challenge = createHash('sha256').update(String(body['codeVerifier'])).digest('base64url')
    return (
      query?.get('client_id') === clientId &&
      query.get('redirect_uri') === body['redirectUri'] &&
      query.get('code_challenge') === challenge
    )
  }

  #issue(): JsonResponse {
    const accessToken = `access ${randomUUID()}`
    this.#tokens.add(accessToken)
    this.#refreshToken = `refresh ${randomUUID()}`
    const { lifetime: expiresIn } = this.behaviour
    return [200, { accessToken, expiresIn, refreshToken: this.#refreshToken, tokenType: 'Bearer' }]
  }
}

function roleKeys({ sessionToken }: SignInBehaviour): object {
  return { ...testKeys, sessionToken, expiration: Date.now() + 3_600_000 }
}
