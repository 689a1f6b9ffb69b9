import { z } from 'zod'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { type Connectivity, postJson } from './post-json.ts'
import { refusalText, unavailable, unreadable } from './service-errors.ts'

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

/** The redirect from a sign-in page back to this computer. */
export interface Redirect {
  /** The address to which the page redirects the browser. */
  readonly address: string
  /** Returned with the code, to tell this sign-in from others. */
  readonly state: string
  /** The hash of the secret needed to exchange the code. */
  readonly challenge: string
}

/** The AWS service that signs users in with their browser. Its calls are not signed. */
export class OidcClient {
  readonly #endpoint: string
  readonly #connectivity: Connectivity

  constructor(endpoint: string, connectivity: Connectivity) {
    this.#endpoint = endpoint
    this.#connectivity = connectivity
  }

  /** Registers this app for sign-ins with a code to compare. */
  async register(scopes: readonly string[], signal: AbortSignal): Promise<Registration> {
    const input = { ...app, grantTypes: [deviceGrant, 'refresh_token'], scopes }
    return this.#call('client/register', input, registration, signal)
  }

  /**
   * Registers this app for sign-ins that redirect to `redirectAddress`, without a port. Returns `null` if refused.
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

  /** Returns the address of the sign-in page, which then redirects to `redirect`. */
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

  /** Exchanges a redirect's code for a token. @throws EngineError `CREDENTIALS_EXPIRED` if AWS refuses it. */
  async tokenOfRedirect(
    { clientId, clientSecret }: Registration,
    redirect: { readonly address: string; readonly code: string; readonly verifier: string },
    signal: AbortSignal,
  ): Promise<IssuedToken> {
    const { address: redirectUri, code, verifier: codeVerifier } = redirect
    const input = { clientId, clientSecret, redirectUri, code, codeVerifier, grantType: 'authorization_code' }
    return this.#call('token', input, token, signal)
  }

  /** Exchanges a refresh token. Returns `null` if AWS refuses it. In that case, the user has to sign in again. */
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
   * Checks whether the user has signed in. `pending`: not yet. `slower`: not yet, and poll less often.
   *
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
    const { status, body } = await postJson(this.#address(path), input, this.#connectivity, signal)
    if (status >= 500 || status === 429) throw unavailable(status)
    if (status !== 200) throw new RefusedError(refusal.safeParse(body).data?.error ?? `http_${status}`)
    const found = schema.safeParse(body)
    if (found.success) return found.data
    throw unreadable()
  }

  #address(path: string): URL {
    return new URL(path, this.#endpoint.endsWith('/') ? this.#endpoint : `${this.#endpoint}/`)
  }
}

const app = { clientName: 'Remotejob', clientType: 'public' } as const
const deviceGrant = 'urn:ietf:params:oauth:grant-type:device_code'

const wrongSettings = "AWS refused the sign-in. Check the profile's sso_start_url and sso_region."

/** Thrown if AWS refuses a sign-in call. `reason` is its error code. */
class RefusedError extends EngineError {
  readonly reason: string

  constructor(reason: string) {
    const { message, hint } = refusalText(reason)
    super('CREDENTIALS_EXPIRED', reason === 'invalid_request' ? wrongSettings : message, { hint })
    this.reason = reason
  }
}
