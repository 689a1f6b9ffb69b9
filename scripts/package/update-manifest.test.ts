import { createHash, generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { fileFor } from '../../src/main/app/updates/own-package.ts'
import { openManifest } from '../../src/main/app/updates/signed-manifest.ts'
import { parseUpdateFeed } from '../../src/main/app/updates/update-feed.ts'
import { appManifest } from './stage.mjs'
import { plainNotes, signManifest, updateFeed, updateManifest } from './update-manifest.mjs'

const keys = generateKeyPairSync('ed25519', {
  publicKeyEncoding: { format: 'der', type: 'spki' },
  privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
})
const publicKey = keys.publicKey.toString('base64')
const { privateKey } = keys
const updates = { address: 'https://releases.example/updates.json', publicKey }

const names = [
  'remotejob_2.0.0~beta.1_amd64.deb',
  'remotejob-2.0.0-beta.1-linux-x64.tar.gz',
  'remotejob-2.0.0-beta.1-linux-x86_64.AppImage',
  'remotejob-2.0.0-beta.1-linux-x86_64.rpm',
  'remotejob-2.0.0-beta.1-mac-arm64.dmg',
  'remotejob-2.0.0-beta.1-win-x64.exe',
]

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-release-'))
  for (const name of [...names, 'remotejob-2.0.0-beta.1-mac-arm64.zip', 'notices.txt']) {
    await writeFile(join(folder, name), name)
  }
})

afterAll(() => rm(folder, { recursive: true }))

const release = (version = '2.0.0-beta.1') =>
  updateManifest({ version, date: '2026-11-26', notes: '- Something.', folder })

describe('the update manifest of a release', () => {
  it('is accepted by the app, with a package for each system', async () => {
    const text = signManifest(await release(), { privateKey, publicKey })
    const manifest = openManifest(text, parseUpdateFeed(updates).publicKey)
    expect(manifest).toMatchObject({ version: '2.0.0-beta.1', date: '2026-11-26', notes: '- Something.' })
    const found = (
      system: string,
      arch: string,
      kind: 'deb' | 'rpm' | 'AppImage' | 'tar.gz' | 'dmg' | 'exe',
    ) => fileFor(manifest, { system, arch, kind })?.name
    expect([
      found('linux', 'x64', 'deb'),
      found('linux', 'x64', 'tar.gz'),
      found('linux', 'x64', 'AppImage'),
      found('linux', 'x64', 'rpm'),
      found('darwin', 'arm64', 'dmg'),
      found('win32', 'x64', 'exe'),
    ]).toEqual(names)
    expect(manifest.files).toHaveLength(names.length)
    expect(manifest.files[0]?.sha512).toBe(
      createHash('sha512')
        .update(manifest.files[0]?.name ?? '')
        .digest('hex'),
    )
  })

  it('is not made with packages of another version, or without packages', async () => {
    await expect(release('2.0.1')).rejects.toThrow('is not a package of version 2.0.1')
    const empty = await mkdtemp(join(folder, 'empty-'))
    await expect(updateManifest({ version: '1.0.0', date: '', notes: '', folder: empty })).rejects.toThrow(
      'no packages',
    )
  })

  it('is not signed with another key, or with something that is not a key', async () => {
    const other = generateKeyPairSync('ed25519', {
      publicKeyEncoding: { format: 'der', type: 'spki' },
      privateKeyEncoding: { format: 'pem', type: 'pkcs8' },
    })
    const manifest = await release()
    expect(() => signManifest(manifest, { privateKey: other.privateKey, publicKey })).toThrow(
      'does not belong',
    )
    expect(() => signManifest(manifest, { privateKey: 'secret', publicKey })).toThrow(
      /^(?!.*secret).*not a private key/,
    )
  })
})

it('shows a changelog as plain text, without line breaks within an entry', () => {
  const markdown =
    '### Added\n\n- A `.deb`. See\n  [Install](docs/install.md).\n- **Check\n  connection**.\n  - Nested.'
  expect(plainNotes(markdown)).toBe('Added\n\n- A .deb. See Install.\n- Check connection.\n  - Nested.')
})

describe('the feed of a package', () => {
  it('comes from package.json, which may have none', () => {
    expect(updateFeed({})).toBeNull()
    expect(appManifest({ name: 'x' }, '1.0.0')).not.toHaveProperty('updates')
    expect(appManifest({ name: 'x', updates }, '1.0.0')).toMatchObject({ updates })
  })

  it.each([
    { ...updates, address: 'http://releases.example/updates.json' },
    { ...updates, address: '' },
    { ...updates, publicKey: 'AAAA' },
    { address: updates.address },
  ])('stops the build if no app could use it: %j', (updates) => {
    expect(() => appManifest({ name: 'x', updates }, '1.0.0')).toThrow('The')
  })
})
