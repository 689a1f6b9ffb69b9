import { generateKeyPairSync } from 'node:crypto'
import { describe, expect, it } from 'vitest'
import { openManifest } from './signed-manifest.ts'
import { publicKey, releaseFile, releaseManifest, signed } from './testing/release-server.ts'

const other = generateKeyPairSync('ed25519').privateKey

it('opens a manifest that its publisher has signed', () => {
  expect(openManifest(signed(releaseManifest()), publicKey)).toEqual(releaseManifest())
})

it('ignores fields, systems and kinds of later formats', () => {
  const files = [releaseFile({ system: 'plan9', kind: 'tape', more: 1 }), releaseFile()]
  const { version } = openManifest(signed(releaseManifest({ files, more: 1 })), publicKey)
  expect(version).toBe('2.0.0')
})

it('shows hidden characters in the notes', () => {
  expect(openManifest(signed(releaseManifest({ notes: 'a\u202Eb' })), publicKey).notes).toBe('a⟨U+202E⟩b')
})

describe('a manifest is refused', () => {
  it.each<[what: string, text: string]>([
    ['signed by somebody else', signed(releaseManifest(), other)],
    ['signed for another purpose', signed(releaseManifest(), undefined, '')],
    ['changed after it was signed', signed(releaseManifest()).replace('2.0.0', '3.0.0')],
    ['without a signature', JSON.stringify({ manifest: JSON.stringify(releaseManifest()), signature: '' })],
    ['only the manifest', JSON.stringify(releaseManifest())],
    ['a page', '<!doctype html><title>Sign in</title>'],
    ['empty', ''],
    ['a path as a file name', signed(releaseManifest({ files: [releaseFile({ name: '../evil.deb' })] }))],
    [
      'a URL as a file name',
      signed(releaseManifest({ files: [releaseFile({ name: 'https://x/evil.deb' })] })),
    ],
    ['a name that Windows reserves', signed(releaseManifest({ files: [releaseFile({ name: 'con.exe' })] }))],
    ['an option as a file name', signed(releaseManifest({ files: [releaseFile({ name: '-y.deb' })] }))],
    ['a command as a file name', signed(releaseManifest({ files: [releaseFile({ name: '$(id).deb' })] }))],
    [
      'an encoded path as a file name',
      signed(releaseManifest({ files: [releaseFile({ name: '%2e%2e%2fx.deb' })] })),
    ],
    ['a huge package', signed(releaseManifest({ files: [releaseFile({ size: 2 ** 40 })] }))],
    ['a short hash', signed(releaseManifest({ files: [releaseFile({ sha512: 'ab' })] }))],
    ['no version', signed(releaseManifest({ version: 'newest' }))],
  ])('%s', (_what, text) => {
    expect(() => openManifest(text, publicKey)).toThrowError(
      expect.objectContaining({ code: 'UPDATE_REFUSED' }),
    )
  })
})
