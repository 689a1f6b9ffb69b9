import { request as httpRequest } from 'node:http'
import { request as httpsRequest } from 'node:https'
import { z } from 'zod'
import type { Agents, Network } from '../../engine/aws/network/network.ts'
import { plainRoute } from '../../engine/aws/network/route.ts'
import { EngineError, fromAwsError } from '../../engine/errors/engine-error.ts'

const answerMs = 20_000
const longestAnswer = 262_144

const text = z.string().min(1).max(16_384)
const registration = z.object({
  clientId: text,
  clientSecret: text,
  /** Seconds since the epoch. */
  clientSecretExpiresAt: z.number().positive(),
})
const authorization = z.object({
  deviceCode: text,
  userCode: z.string().min(1).max(32),
  verificationUri: z.url().max(2_048),
  verificationUriComplete: z.url().max(2_048).optional(),
  expiresIn: z.number().positive(),
  interval: z.number().positive().optional(),
})
const token = z.object({
  accessToken: text,
  expiresIn: z.number().positive(),
  refreshToken: text.optional(),
})
const refusal = z.object({ error: z.string().max(100) })

export type Registration = z.infer<typeof registration>
export type DeviceAuthorization = z.infer<typeof authorization>
export type IssuedToken = z.infer<typeof token>

/** A sign-in page that leads back to this computer. */
export interface Redirect {
  /** The address that the browser is sent to at the end. */
  readonly address: string
  /** Comes back with the code, to tell this sign-in from others. */
  readonly state: string
  /** The hash of the secret that the code is exchanged with. */
  readonly challenge: string
}

/** The service of AWS that signs users in with their browser. Its calls are not signed. */
export class OidcClient {
  readonly #endpoint: string
  readonly #agents: Agents
  readonly #network: Network

  constructor(endpoint: string, agents: Agents, network: Network) {
    this.#endpoint = endpoint
    this.#agents = agents
    this.#network = network
  }

  /** Registers this app for sign-ins with a code to compare. */
  async register(scopes: readonly string[], signal: AbortSignal): Promise<Registration> {
    const input = { ...app, grantTypes: [deviceGrant, 'refresh_token'], scopes }
    return this.#call('client/register', input, registration, signal)
  }

  /**
   * Registers this app for sign-ins that end at `redirectAddress`, which has no port. `null`: the service refuses it.
   */
  async registerRedirect(
    { scopes, startUrl }: { readonly scopes: readonly string[]; readonly startUrl: string },
    redirectAddress: string,
    signal: AbortSignal,
  ): Promise<Registration | null> {
    const input = {
      ...app,
      grantTypes: ['authorization_code', 'refresh_token'],
      redirectUris: [redirectAddress],
      issuerUrl: startUrl,
      scopes,
    }
    try {
      return await this.#call('client/register', input, registration, signal)
    } catch (error) {
      if (error instanceof RefusedError) return null
      throw error
    }
  }

  /** Returns the address of the page that signs in and then leads to `redirect`. */
  redirectPage(clientId: string, scopes: readonly string[], redirect: Redirect): string {
    const page = this.#address('authorize')
    page.search = new URLSearchParams({
      response_type: 'code',
      client_id: clientId,
      redirect_uri: redirect.address,
      state: redirect.state,
      code_challenge_method: 'S256',
      code_challenge: redirect.challenge,
      scopes: scopes.join(' '),
    }).toString()
    return page.href
  }

  /** Exchanges the code of a redirect. @throws EngineError `CREDENTIALS_EXPIRED` if AWS refuses it. */
  async tokenOfRedirect(
    { clientId, clientSecret }: Registration,
    redirect: { readonly address: string; readonly code: string; readonly verifier: string },
    signal: AbortSignal,
  ): Promise<IssuedToken> {
    const { address: redirectUri, code, verifier: codeVerifier } = redirect
    const input = { clientId, clientSecret, redirectUri, code, codeVerifier, grantType: 'authorization_code' }
    return this.#call('token', input, token, signal)
  }

  /** Exchanges a refresh token. `null`: AWS refuses it, so the user has to sign in again. */
  async renew(
    { clientId, clientSecret }: Pick<Registration, 'clientId' | 'clientSecret'>,
    refreshToken: string,
    signal: AbortSignal,
  ): Promise<IssuedToken | null> {
    const input = { clientId, clientSecret, refreshToken, grantType: 'refresh_token' }
    try {
      return await this.#call('token', input, token, signal)
    } catch (error) {
      if (error instanceof RefusedError) return null
      throw error
    }
  }

  async authorizeDevice(
    { clientId, clientSecret }: Registration,
    startUrl: string,
    signal: AbortSignal,
  ): Promise<DeviceAuthorization> {
    return this.#call('device_authorization', { clientId, clientSecret, startUrl }, authorization, signal)
  }

  /**
   * Checks if the user has signed in. `pending`: not yet. `slower`: not yet, and poll less often.
   * @throws EngineError `CREDENTIALS_EXPIRED` if the user declined or took too long.
   */
  async token(
    { clientId, clientSecret }: Registration,
    { deviceCode }: DeviceAuthorization,
    signal: AbortSignal,
  ): Promise<IssuedToken | 'pending' | 'slower'> {
    const input = { clientId, clientSecret, deviceCode, grantType: deviceGrant }
    try {
      return await this.#call('token', input, token, signal)
    } catch (error) {
      if (!(error instanceof RefusedError)) throw error
      if (error.reason === 'authorization_pending') return 'pending'
      if (error.reason === 'slow_down') return 'slower'
      throw error
    }
  }

  async #call<T>(path: string, input: object, schema: z.ZodType<T>, signal: AbortSignal): Promise<T> {
    const { status, body } = await this.#post(path, JSON.stringify(input), signal).catch((error: unknown) => {
      signal.throwIfAborted()
      throw fromAwsError(error, { what: 'Signing in' })
    })
    const answer: unknown = parsed(body)
    if (status >= 500 || status === 429) throw unavailable(status)
    if (status !== 200) throw new RefusedError(refusal.safeParse(answer).data?.error ?? `http_${status}`)
    const found = schema.safeParse(answer)
    if (found.success) return found.data
    throw new EngineError('SERVICE', 'Signing in failed: the answer of AWS cannot be read.')
  }

  #address(path: string): URL {
    return new URL(path, this.#endpoint.endsWith('/') ? this.#endpoint : `${this.#endpoint}/`)
  }

  #post(path: string, body: string, signal: AbortSignal): Promise<{ status: number; body: string }> {
    const url = this.#address(path)
    const isTls = url.protocol === 'https:'
    const straight = {
      host: url.hostname.replace(/^\[|\]$/g, ''),
      port: url.port,
      path: url.pathname,
      headers: {},
    }
    const route = plainRoute(this.#network, url) ?? straight
    const options = {
      ...route,
      method: 'POST',
      headers: {
        ...route.headers,
        host: url.host,
        'content-type': 'application/json',
        'content-length': String(Buffer.byteLength(body)),
      },
      agent: isTls ? this.#agents.httpsAgent : this.#agents.httpAgent,
      signal: AbortSignal.any([signal, AbortSignal.timeout(answerMs)]),
    }
    return new Promise((resolve, reject) => {
      const request = (isTls ? httpsRequest : httpRequest)(options, (response) => {
        let received = ''
        response.setEncoding('utf8')
        response.on('data', (chunk: string) => {
          received += chunk
          if (received.length > longestAnswer) response.destroy(new Error('The answer is too long.'))
        })
        response.on('error', reject)
        response.on('end', () => resolve({ status: response.statusCode ?? 0, body: received }))
      })
      request.on('error', reject)
      request.end(body)
    })
  }
}

const app = { clientName: 'Remotejob', clientType: 'public' } as const
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

function parsed(body: string): unknown {
  try {
    return JSON.parse(body)
  } catch {
    return null
  }
}

function unavailable(status: number): EngineError {
  return new EngineError('SERVICE', `The sign-in service of AWS is not available (HTTP ${status}).`)
}

const refusals: Readonly<Record<string, string>> = {
  access_denied: 'You declined the sign-in in the browser.',
  expired_token: 'The sign-in took too long.',
  invalid_request: 'AWS refused the sign-in. Check sso_start_url and sso_region of the profile.',
}

/** AWS refused a call of the sign-in. `reason`: its error code. */
class RefusedError extends EngineError {
  readonly reason: string

  constructor(reason: string) {
    super('CREDENTIALS_EXPIRED', refusals[reason] ?? `AWS refused the sign-in (${reason.slice(0, 60)}).`, {
      hint: 'Press “Sign in” to try again.',
    })
    this.reason = reason
  }
}
