import { signInByCode } from './device-flow.ts'
import { OidcClient } from './oidc-client.ts'
import { signInByRedirect } from './redirect-flow.ts'
import type { SignInFlow } from './sign-in-flow.ts'
import { oidcAddress, type SignInSession } from './sign-in-session.ts'
import { storeToken } from './token-cache.ts'

/** Signs in to IAM Identity Center, like “aws sso login”. */
export function sessionFlow(session: SignInSession): SignInFlow {
  const { profile, endpoint } = session
  return {
    profile,
    endpoint,
    async signIn(connectivity, show, signal) {
      const client = new OidcClient(oidcAddress(session), connectivity)
      // Profiles without an sso-session sign in with a code, as in the AWS CLI.
      const token =
        (session.session === null ? null : await signInByRedirect(client, session, show, signal)) ??
        (await signInByCode(client, session, show, signal))
      await storeToken(session, token)
    },
  }
}
