import { createHash, randomBytes } from 'node:crypto'

/** The secret of one sign-in, and its hash. The code from the browser can be exchanged only with the secret. */
export interface Pkce {
  readonly verifier: string
  readonly challenge: string
}

/** Creates a secret and its hash with the `S256` method of RFC 7636. */
export function newPkce(): Pkce {
  const verifier = randomBytes(48).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}
