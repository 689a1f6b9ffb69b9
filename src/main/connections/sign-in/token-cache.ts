import { createHash } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { replaceFile } from '../../engine/files/atomic-write.ts'
import type { SignInSession } from './sign-in-session.ts'

/** The token of a sign-in, and the data to renew it. */
export interface SignInToken {
  readonly accessToken: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly refreshToken: string | null
  readonly clientId: string
  readonly clientSecret: string
  readonly registrationExpiresAt: number
}

/**
 * Returns the file in which the AWS CLI keeps the token of a session, or in the older form, of an address.
 */
export function tokenFile({ session, startUrl }: Pick<SignInSession, 'session' | 'startUrl'>): string {
  const home = process.env['HOME'] || process.env['USERPROFILE'] || homedir()
  const name = createHash('sha1')
    .update(session ?? startUrl)
    .digest('hex')
  return join(home, '.aws', 'sso', 'cache', `${name}.json`)
}

/** Stores a token where the AWS CLI expects it, readable by the user only, so that both share the sign-in. */
export async function storeToken(session: SignInSession, token: SignInToken): Promise<void> {
  const stored = {
    startUrl: session.startUrl,
    region: session.region,
    accessToken: token.accessToken,
    expiresAt: timeText(token.expiresAt),
    clientId: token.clientId,
    clientSecret: token.clientSecret,
    registrationExpiresAt: timeText(token.registrationExpiresAt),
    ...(token.refreshToken !== null && { refreshToken: token.refreshToken }),
  }
  await replaceFile(tokenFile(session), (file) => file.writeFile(`${JSON.stringify(stored, null, 2)}\n`))
}

/** The AWS CLI accepts no fractions of a second. */
function timeText(time: number): string {
  return new Date(time).toISOString().replace(/\.\d{3}Z$/, 'Z')
}
