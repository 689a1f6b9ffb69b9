// @ts-check
import { generateKeyPairSync } from 'node:crypto'
import { once } from 'node:events'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { signManifest, updateManifest } from '../package/update-manifest.mjs'

/** A version newer than any other. */
const version = '999.0.0'

/**
 * Makes a release for a feed on this computer: a folder with updates.json and one package, to be served on a free
 * port.
 *
 * @returns {Promise<{ updates: import('../package/update-manifest.mjs').Feed, site: string, port: number }>}
 */
export async function localRelease() {
  const keys = generateKeyPairSync('ed25519', {
    publicKeyEncoding: { format: 'der', type: 'spki' },
    privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
  })
  const publicKey = keys.publicKey.toString('base64')
  const site = await mkdtemp(join(tmpdir(), 'remotejob-release-'))
  await writeFile(
    join(site, `remotejob-${version}-linux-${process.arch}.tar.gz`),
    'a package '.repeat(100_000),
  )
  const manifest = await updateManifest({ version, date: '2026-11-26', notes: '- Newer.', folder: site })
  const { privateKey } = keys
  await writeFile(join(site, 'updates.json'), signManifest(manifest, { privateKey, publicKey }))
  const port = await freePort()
  return { updates: { address: `https://localhost:${port}/updates.json`, publicKey }, site, port }
}

async function freePort() {
  const server = createServer().listen(0, '127.0.0.1')
  await once(server, 'listening')
  const { port } = /** @type {import('node:net').AddressInfo} */ (server.address())
  server.close()
  await once(server, 'close')
  return port
}
