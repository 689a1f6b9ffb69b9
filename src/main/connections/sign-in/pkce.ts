import { createHash, randomBytes } from 'node:crypto'

/** A secret of one sign-in, and its hash. Only who knows the secret can use the code that the browser brings back. */
export interface Pkce {
  readonly verifier: string
  readonly challenge: string
}

/** Makes a secret and its hash, as RFC 7636 describes for the method `S256`. */
export function newPkce(): Pkce {
  const verifier = randomBytes(48).toString('base64url')
  return { verifier, challenge: createHash('sha256').update(verifier).digest('base64url') }
}
