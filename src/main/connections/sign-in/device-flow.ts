import { setTimeout as delay } from 'node:timers/promises'
import type { OidcClient } from './oidc-client.ts'
import { refused } from './service-errors.ts'
import type { ShowPage } from './sign-in-flow.ts'
import type { SignInSession } from './sign-in-session.ts'
import { type SignInToken, storedRegistration, tokenOf } from './token-cache.ts'

const defaultIntervalSeconds = 5
/** With a longer interval from the server, the sign-in could expire between two polls. */
const maxIntervalSeconds = 60
const slowerBySeconds = 5

/** Signs in with a page on which the user confirms a code. @throws EngineError `CREDENTIALS_EXPIRED`. */
export async function signInByCode(
  client: OidcClient,
  { scopes, startUrl }: SignInSession,
  show: ShowPage,
  signal: AbortSignal,
): Promise<SignInToken> {
  const registration = await client.register(scopes, signal)
  const device = await client.authorizeDevice(registration, startUrl, signal)
  const endsAt = Date.now() + device.expiresIn * 1_000
  await show(device.verificationUriComplete ?? device.verificationUri, device.userCode)
  let seconds = Math.min(device.interval ?? defaultIntervalSeconds, maxIntervalSeconds)
  while (Date.now() < endsAt) {
    await delay(seconds * 1_000, undefined, { signal })
    const issued = await client.token(registration, device, signal)
    if (issued === 'slower') seconds += slowerBySeconds
    if (typeof issued !== 'string') return tokenOf(issued, storedRegistration(registration))
  }
  throw refused('expired_token')
}
