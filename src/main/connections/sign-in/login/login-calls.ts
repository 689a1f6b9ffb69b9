import type { KeyObject } from 'node:crypto'
import { z } from 'zod'
import { EngineError } from '../../../engine/errors/engine-error.ts'
import { proofOf } from './dpop.ts'
import type { LoginKeys } from './login-cache.ts'
import type { Redirect } from '../oidc-client.ts'
import { type Connectivity, postJson } from '../post-json.ts'
import { refused, unavailable, unreadable } from '../service-errors.ts'

/** The client that AWS provides for programs on the same computer as the browser. */
export const loginClient = 'arn:aws:signin:::devtools/same-device'

const text = z.string().min(1).max(16_384)
const tokenResponse = z.object({
  accessToken: z.object({ accessKeyId: text, secretAccessKey: text, sessionToken: text }),
  tokenType: text,
  expiresIn: z.number().positive(),
  refreshToken: text,
  idToken: text,
})
const declinedBody = z.object({ error: z.string().max(100) })
const idTokenClaims = z.object({ sub: z.string().regex(/^arn:[\w-]+:(?:iam|sts)::\d{12}:/) })

/** Returns the address of the sign-in page, which then redirects to `redirect`. */
export function loginPage(service: string, { address, state, challenge }: Redirect): string {
  const page = new URL('/v1/authorize', service)
  page.search = new URLSearchParams({
    response_type: 'code',
    client_id: loginClient,
    redirect_uri: address,
    state,
    code_challenge_method: 'SHA-256',
    code_challenge: challenge,
    scope: 'openid',
  }).toString()
  return page.href
}

/** The input of {@link exchangeCode}. */
export interface Exchange {
  readonly service: string
  readonly address: string
  readonly code: string
  readonly verifier: string
  /** The private key to which the access keys are bound. Renewing them requires it. */
  readonly proofKey: KeyObject
}

/**
 * Exchanges a redirect's code for keys. Returns them with the ARN of the user who signed in.
 *
 * @throws EngineError `CREDENTIALS_EXPIRED` if AWS refuses.
 */
export async function exchangeCode(
  { service, address, code, verifier, proofKey }: Exchange,
  connectivity: Connectivity,
  signal: AbortSignal,
): Promise<{ readonly keys: Omit<LoginKeys, 'accountId'>; readonly identity: string }> {
  const url = new URL('/v1/token', service)
  const input = {
    clientId: loginClient,
    grantType: 'authorization_code',
    code,
    codeVerifier: verifier,
    redirectUri: address,
  }
  const headers = { dpop: proofOf(url, proofKey) }
  const { status, body } = await postJson(url, input, connectivity, signal, headers)
  if (status >= 500 || status === 429) throw unavailable(status)
  if (status !== 200) throw declined(declinedBody.safeParse(body).data?.error ?? `http_${status}`)
  const found = tokenResponse.safeParse(body)
  if (!found.success) throw unreadable()
  const { accessToken, expiresIn, ...rest } = found.data
  const expiresAt = Date.now() + expiresIn * 1_000
  return {
    keys: { ...accessToken, ...rest, clientId: loginClient, expiresAt },
    identity: identityOf(rest.idToken),
  }
}

/**
 * Returns the ARN in an id token. The token's signature is not checked, because it comes directly from AWS over TLS.
 */
function identityOf(idToken: string): string {
  const [, payload = ''] = idToken.split('.')
  try {
    return idTokenClaims.parse(JSON.parse(Buffer.from(payload, 'base64url').toString())).sub
  } catch {
    throw unreadable()
  }
}

function declined(reason: string): EngineError {
  if (reason !== 'INSUFFICIENT_PERMISSIONS')
    return refused(reason === 'AUTHCODE_EXPIRED' ? 'expired_token' : reason)
  return new EngineError('CREDENTIALS', 'Your user is not allowed to sign in from programs.', {
    hint: 'Ask an administrator for the AWS policy SignInLocalDevelopmentAccess.',
  })
}
