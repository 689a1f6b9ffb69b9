// @ts-check
import { createHash, createPrivateKey, createPublicKey, sign } from 'node:crypto'
import { createReadStream } from 'node:fs'
import { readdir, stat } from 'node:fs/promises'
import { join } from 'node:path'
import { pipeline } from 'node:stream/promises'
import { SetupProblem } from '../setup/project.mjs'
import { debianVersion } from './linux-files.mjs'

/**
 * The update feed in package.json. The app contains it, and trusts only what this key has signed.
 *
 * @typedef {object} Feed
 * @property {string} address of updates.json, over https, with the packages next to it
 * @property {string} publicKey an Ed25519 key, in DER as SPKI, in base64
 * @property {string[]} [hosts] that the address may redirect to
 */

/** @typedef {{ system: string, arch: string, kind: string, name: string, size: number, sha512: string }} ReleaseFile */

/** The names of packages. The app looks for its own kind and architecture. */
const packageNames = /** @type {const} */ ([
  { pattern: /_(amd64|arm64)\.deb$/, system: 'linux', kind: 'deb' },
  { pattern: /-linux-(x64|arm64)\.tar\.gz$/, system: 'linux', kind: 'tar.gz' },
  { pattern: /-linux-(x86_64|arm64)\.AppImage$/, system: 'linux', kind: 'AppImage' },
  { pattern: /-linux-(x86_64|aarch64)\.rpm$/, system: 'linux', kind: 'rpm' },
  { pattern: /-mac-(x64|arm64)\.dmg$/, system: 'darwin', kind: 'dmg' },
  { pattern: /-win-(x64|arm64)\.exe$/, system: 'win32', kind: 'exe' },
])

/** The names of architectures that differ from those of Node. @type {Readonly<Record<string, string>>} */
const archOfName = { amd64: 'x64', x86_64: 'x64', aarch64: 'arm64' }

/** The same text as in src/main/app/updates/signed-manifest.ts. */
const signedFor = 'remotejob update 1\n'

/**
 * Returns the feed in a package.json, or `null` if it has none. Throws if it cannot be used, so that no package is
 * built with it.
 *
 * @param {{ updates?: unknown }} manifest
 * @returns {Feed | null}
 */
export function updateFeed({ updates }) {
  if (updates === undefined) return null
  const { address, publicKey } = /** @type {Partial<Feed>} */ (updates)
  if (typeof address !== 'string' || !URL.canParse(address) || new URL(address).protocol !== 'https:') {
    throw new SetupProblem('The address of the update feed in package.json is not an https address.')
  }
  if (typeof publicKey !== 'string' || keyTypeOf(publicKey) !== 'ed25519') {
    throw new SetupProblem(
      'The key of the update feed in package.json is not an Ed25519 key in DER and base64.',
    )
  }
  return /** @type {Feed} */ (updates)
}

/**
 * Returns a release's manifest: its changes, and the packages in a folder.
 *
 * @param {{ version: string, date: string, notes: string, folder: string }} release
 */
export async function updateManifest({ version, date, notes, folder }) {
  const files = []
  for (const name of (await readdir(folder)).toSorted()) {
    const kind = packageKind(name)
    if (kind === null) continue
    if (![version, debianVersion(version)].some((text) => name.includes(text))) {
      throw new SetupProblem(`${name} is not a package of version ${version}.`)
    }
    files.push(await releaseFile(join(folder, name), name, kind))
  }
  if (files.length === 0) throw new SetupProblem(`There are no packages in ${folder}.`)
  return { version, date, notes, files }
}

/**
 * Converts a changelog from Markdown to plain text, because the window shows notes as they are.
 *
 * @param {string} markdown
 */
export function plainNotes(markdown) {
  return markdown
    .replace(/\n +(?![-*] )(?=\S)/g, ' ')
    .replace(/\[([^\]]+)\]\([^)]*\)/g, '$1')
    .replace(/^#+ /gm, '')
    .replace(/\*\*|`/g, '')
}

/**
 * Signs a manifest. Returns the content of updates.json.
 *
 * @param {Awaited<ReturnType<typeof updateManifest>>} manifest
 * @param {{ privateKey: string, publicKey: string }} keys the private key in PEM, and the public key of the feed
 */
export function signManifest(manifest, { privateKey, publicKey }) {
  const key = readPrivateKey(privateKey)
  const ownPublicKey = createPublicKey(key).export({ format: 'der', type: 'spki' }).toString('base64')
  if (ownPublicKey !== publicKey) {
    throw new SetupProblem(
      'UPDATE_SIGNING_KEY does not belong to the key in package.json, so no app would trust it.',
    )
  }
  const text = JSON.stringify(manifest)
  const signature = sign(null, Buffer.from(signedFor + text), key).toString('base64')
  return `${JSON.stringify({ manifest: text, signature })}\n`
}

/** @param {string} name */
function packageKind(name) {
  for (const { pattern, system, kind } of packageNames) {
    const [, arch] = pattern.exec(name) ?? []
    if (arch !== undefined) return { system, arch: archOfName[arch] ?? arch, kind }
  }
  return null
}

/**
 * @param {string} path
 * @param {string} name
 * @param {Pick<ReleaseFile, 'system' | 'arch' | 'kind'>} kind
 * @returns {Promise<ReleaseFile>}
 */
async function releaseFile(path, name, kind) {
  const hash = createHash('sha512')
  await pipeline(createReadStream(path), hash)
  return { ...kind, name, size: (await stat(path)).size, sha512: hash.digest('hex') }
}

/** @param {string} pem */
function readPrivateKey(pem) {
  try {
    return createPrivateKey(pem)
  } catch {
    // The error may quote the key.
    throw new SetupProblem('UPDATE_SIGNING_KEY is not a private key in PEM format.')
  }
}

/** @param {string} base64 */
function keyTypeOf(base64) {
  try {
    return createPublicKey({ key: Buffer.from(base64, 'base64'), format: 'der', type: 'spki' })
      .asymmetricKeyType
  } catch {
    return null
  }
}
