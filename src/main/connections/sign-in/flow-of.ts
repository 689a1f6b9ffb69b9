import type { ProfileFiles } from '../profiles/profile-files.ts'
import { loginFlow } from './login/login-flow.ts'
import { loginOf } from './login/login-session.ts'
import { sessionFlow } from './session-flow.ts'
import type { SignInFlow } from './sign-in-flow.ts'
import { signInOf } from './sign-in-session.ts'

/**
 * Returns how a profile signs in with the browser, or `null` if it does not. `region` is the connection's
 * region.
 *
 * @throws EngineError `CREDENTIALS` for incomplete settings.
 */
export function flowOf(
  files: ProfileFiles,
  { profile, region }: { readonly profile: string; readonly region: string },
): SignInFlow | null {
  const session = signInOf(files, profile)
  if (session !== null) return sessionFlow(session)
  const login = loginOf(files, profile, region)
  return login === null ? null : loginFlow(login)
}
