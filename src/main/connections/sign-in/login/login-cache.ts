import { createHash, type KeyObject } from 'node:crypto'
import { homedir } from 'node:os'
import { join } from 'node:path'
import { replaceFile } from '../../../engine/files/atomic-write.ts'
import { timeText } from '../token-cache.ts'

/** The keys of a console sign-in, and the data needed to renew them. */
export interface LoginKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken: string
  readonly accountId: string
  /** Milliseconds since the epoch. */
  readonly expiresAt: number
  readonly tokenType: string
  readonly clientId: string
  readonly refreshToken: string
  readonly idToken: string
}

/** Returns the path of the file in which the AWS CLI keeps the keys of this identity (an ARN). */
export function loginFile(identity: string): string {
  const folder = process.env['AWS_LOGIN_CACHE_DIRECTORY'] ?? join(homedir(), '.aws', 'login', 'cache')
  return join(folder, `${createHash('sha256').update(identity).digest('hex')}.json`)
}

/** Stores keys where the AWS CLI expects them, readable only by the user. The SDK reads and renews them there. */
export async function storeLogin(identity: string, keys: LoginKeys, proofKey: KeyObject): Promise<void> {
  const { accessKeyId, secretAccessKey, sessionToken, accountId, expiresAt, ...rest } = keys
  const content = {
    accessToken: { accessKeyId, secretAccessKey, sessionToken, accountId, expiresAt: timeText(expiresAt) },
    ...rest,
    dpopKey: proofKey.export({ format: 'pem', type: 'sec1' }),
  }
  await replaceFile(loginFile(identity), (file) => file.writeFile(`${JSON.stringify(content, null, 2)}\n`))
}
