import { generateKeyPairSync } from 'node:crypto'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { parseUpdateFeed, readUpdateFeed } from './update-feed.ts'

const address = 'https://releases.example/app/updates.json'

function keyOf(type: 'ed25519' | 'x25519'): string {
  const { publicKey } = type === 'ed25519' ? generateKeyPairSync('ed25519') : generateKeyPairSync('x25519')
  return publicKey.export({ format: 'der', type: 'spki' }).toString('base64')
}

it("reads the feed from the app's package.json, which may have none", async () => {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-feed-'))
  try {
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'x' }))
    expect(await readUpdateFeed(folder)).toBeNull()
    const updates = { address, publicKey: keyOf('ed25519'), hosts: ['files.example'] }
    await writeFile(join(folder, 'package.json'), JSON.stringify({ name: 'x', updates }))
    const feed = await readUpdateFeed(folder)
    expect(feed?.address.href).toBe(address)
    expect([...(feed?.hosts ?? [])]).toEqual(['releases.example', 'files.example'])
  } finally {
    await rm(folder, { recursive: true })
  }
})

it.each([
  [
    'an http URL',
    { address: 'http://releases.example/updates.json', publicKey: keyOf('ed25519') },
    /address/,
  ],
  ['no key', { address }, /publicKey/],
  ['a string that is not a key', { address, publicKey: 'AAAA' }, /key/i],
  ['a key of another kind', { address, publicKey: keyOf('x25519') }, /not an Ed25519 key/],
  ['an unknown field', { address, publicKey: keyOf('ed25519'), insecure: true }, /insecure/],
])('a feed with %s cannot be used', (_what, updates, message) => {
  expect(() => parseUpdateFeed(updates)).toThrow(message)
})
