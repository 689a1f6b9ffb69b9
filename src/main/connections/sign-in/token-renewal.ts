import { OidcClient } from './oidc-client.ts'
import type { Connectivity } from './post-json.ts'
import { oidcAddress, type SignInSession } from './sign-in-session.ts'
import { type SignInToken, storedToken, storeToken, tokenFile, tokenOf } from './token-cache.ts'

/** A token is renewed this long before it expires. */
const renewalMs = 300_000
const running = new Map<string, Promise<void>>()

/**
 * Renews a session's stored token if it expires soon, and stores the new one. Does nothing if that is not
 * possible. In that case, the user has to sign in again.
 *
 * @throws EngineError if the service cannot be reached and the token has expired.
 */
export async function renewToken(session: SignInSession, connectivity: Connectivity): Promise<void> {
  const file = tokenFile(session)
  // A refresh token works once, and several clients can need keys at the same time.
  const renewal = running.get(file) ?? renew(session, new OidcClient(oidcAddress(session), connectivity))
  running.set(file, renewal)
  try {
    await renewal
  } finally {
    running.delete(file)
  }
}

async function renew(session: SignInSession, client: OidcClient): Promise<void> {
  const token = await storedToken(session)
  if (token === null || !isDue(token)) return
  const { refreshToken } = token
  if (refreshToken === null || token.registrationExpiresAt <= Date.now()) return
  try {
    const issued = await client.renew(token, refreshToken, AbortSignal.timeout(20_000))
    if (issued !== null) await storeToken(session, tokenOf(issued, token, token))
  } catch (error) {
    if (token.expiresAt <= Date.now()) throw error
  }
}

function isDue({ expiresAt }: SignInToken): boolean {
  return expiresAt - Date.now() <= renewalMs
}
