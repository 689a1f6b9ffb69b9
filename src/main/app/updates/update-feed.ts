import { createPublicKey, type KeyObject } from 'node:crypto'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { z } from 'zod'

/** Where newer versions are announced, and who signs them. Fixed when the package is built. */
export interface UpdateFeed {
  /** The https address of the update manifest. The packages are next to it. */
  readonly address: URL
  /** The Ed25519 key that verifies every manifest. */
  readonly publicKey: KeyObject
  /** The hosts that requests may go to: the feed's own, and those that it may redirect to. */
  readonly hosts: ReadonlySet<string>
}

const feed = z.strictObject({
  address: z.url({ protocol: /^https$/ }),
  /** The base64 of the key's DER-encoded SPKI. */
  publicKey: z.base64(),
  hosts: z.array(z.string()).default([]),
})

/**
 * Returns the feed in the app's package.json, or `null` if it has none.
 * @throws an error if it cannot be used.
 */
export async function readUpdateFeed(appFolder: string): Promise<UpdateFeed | null> {
  const { updates }: { updates?: unknown } = JSON.parse(
    await readFile(join(appFolder, 'package.json'), 'utf8'),
  )
  return updates === undefined ? null : parseUpdateFeed(updates)
}

/** @throws an error if a feed cannot be used. */
export function parseUpdateFeed(value: unknown): UpdateFeed {
  const { address, publicKey, hosts } = feed.parse(value)
  const url = new URL(address)
  const key = createPublicKey({ key: Buffer.from(publicKey, 'base64'), format: 'der', type: 'spki' })
  if (key.asymmetricKeyType !== 'ed25519') throw new Error("The update feed's key is not an Ed25519 key.")
  return { address: url, publicKey: key, hosts: new Set([url.host, ...hosts]) }
}
