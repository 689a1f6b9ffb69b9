import { randomBytes } from 'node:crypto'
import type { OidcClient } from './oidc-client.ts'
import { newPkce } from './pkce.ts'
import { redirectAddress, RedirectListener } from './redirect-listener.ts'
import type { ShowPage } from './sign-in-flow.ts'
import type { SignInSession } from './sign-in-session.ts'
import { type SignInToken, storedRegistration, tokenOf } from './token-cache.ts'

/**
 * Signs in with a page that redirects to this computer, like the AWS CLI. The code never leaves this
 * computer, so nobody can trick the user into confirming somebody else's sign-in.
 * @returns `null` if the service does not support redirects, or no port is free.
 */
export async function signInByRedirect(
  client: OidcClient,
  session: SignInSession,
  show: ShowPage,
  signal: AbortSignal,
): Promise<SignInToken | null> {
  const registration = await client.registerRedirect(session, redirectAddress, signal)
  if (registration === null) return null
  const state = randomBytes(32).toString('base64url')
  const listener = await RedirectListener.open(state, signal).catch(() => null)
  if (listener === null) return null
  try {
    const { address } = listener
    const { verifier, challenge } = newPkce()
    await show(
      client.redirectPage(registration.clientId, session.scopes, { address, state, challenge }),
      null,
    )
    const code = await listener.code()
    const issued = await client.tokenOfRedirect(registration, { address, code, verifier }, signal)
    return tokenOf(issued, storedRegistration(registration))
  } finally {
    listener.close()
  }
}
