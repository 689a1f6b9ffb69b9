import { createHash } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { replaceFile } from '../../engine/files/atomic-write.ts'
import type { IssuedToken, Registration } from './oidc-client.ts'
import type { SignInSession } from './sign-in-session.ts'

/** A sign-in's token, and the data to renew it. */
export interface SignInToken {
  readonly accessToken: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly refreshToken: string | null
  readonly clientId: string
  readonly clientSecret: string
  readonly registrationExpiresAt: number
}

/** Returns the file in which the AWS CLI keeps the token of a session or, in the older form, of an address. */
export function tokenFile({ session, startUrl }: Pick<SignInSession, 'session' | 'startUrl'>): string {
  const home = process.env['HOME'] || process.env['USERPROFILE'] || homedir()
  const name = createHash('sha1')
    .update(session ?? startUrl)
    .digest('hex')
  return join(home, '.aws', 'sso', 'cache', `${name}.json`)
}

/** Returns a token that was just issued. `earlier` is the token that it renews, if any. */
export function tokenOf(
  issued: IssuedToken,
  registration: Pick<SignInToken, 'clientId' | 'clientSecret' | 'registrationExpiresAt'>,
  earlier: SignInToken | null = null,
): SignInToken {
  const { clientId, clientSecret, registrationExpiresAt } = registration
  return {
    accessToken: issued.accessToken,
    expiresAt: Date.now() + issued.expiresIn * 1_000,
    refreshToken: issued.refreshToken ?? earlier?.refreshToken ?? null,
    clientId,
    clientSecret,
    registrationExpiresAt,
  }
}

/** The part of a registration that is stored with its tokens. */
export function storedRegistration({ clientId, clientSecret, clientSecretExpiresAt }: Registration) {
  return { clientId, clientSecret, registrationExpiresAt: clientSecretExpiresAt * 1_000 }
}

const text = z.string().min(1).max(65_536)
/** `aws configure sso` and older programs leave some fields out. Such a token can be used, but not renewed. */
const stored = z.object({
  accessToken: text,
  expiresAt: text.transform(Date.parse).pipe(z.number()),
  clientId: text,
  clientSecret: text,
  registrationExpiresAt: text.transform(Date.parse).pipe(z.number()),
  refreshToken: text,
})

/** Returns a session's stored token, or `null` if it is missing or cannot be renewed. */
export async function storedToken(
  session: Pick<SignInSession, 'session' | 'startUrl'>,
): Promise<SignInToken | null> {
  try {
    return stored.safeParse(JSON.parse(await readFile(tokenFile(session), 'utf8'))).data ?? null
  } catch {
    // Missing or damaged: the user has to sign in again.
    return null
  }
}

/** Stores a token where the AWS CLI expects it, readable only by the user, so that both share the sign-in. */
export async function storeToken(session: SignInSession, token: SignInToken): Promise<void> {
  const content = {
    startUrl: session.startUrl,
    region: session.region,
    accessToken: token.accessToken,
    expiresAt: timeText(token.expiresAt),
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: timeText(token.registrationExpiresAt),
    ...(token.refreshToken !== null && { refreshToken: token.refreshToken }),
  }
  await replaceFile(tokenFile(session), (file) => file.writeFile(`${JSON.stringify(content, null, 2)}\n`))
}

/** Formats a time without fractions of a second, which the AWS CLI does not accept. */
export function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
