import { mkdtemp, readFile, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { expect, it } from 'vitest'
import { KeyRing } from '../connections/keys/key-ring.ts'
import { KeyVault } from '../connections/keys/key-vault.ts'
import { type SystemStorage, systemSecrets } from './system-secrets.ts'

type Backend = ReturnType<SystemStorage['getSelectedStorageBackend']>

/** Acts like Electron's `safeStorage`, which may encrypt even with a weak back end. */
function storage(backend: Backend, isAvailable = true): SystemStorage {
  return {
    getSelectedStorageBackend: () => backend,
    isEncryptionAvailable: () => isAvailable,
    encryptString: (text) => Buffer.from(`sealed ${text}`),
    decryptString: (sealed) => sealed.toString().replace('sealed ', ''),
  }
}

it.each<Backend>(['basic_text', 'unknown'])('the back end %s is not a keyring', (backend) => {
  expect(systemSecrets(storage(backend), 'linux').problem()).toMatch(/^No keyring/)
})

it.each<Backend>(['gnome_libsecret', 'kwallet', 'kwallet5', 'kwallet6'])('%s is a keyring', (backend) => {
  expect(systemSecrets(storage(backend), 'linux').problem()).toBeNull()
  expect(systemSecrets(storage(backend, false), 'linux').problem()).toMatch(
    /^The system offers no encryption/,
  )
})

it.each<NodeJS.Platform>(['darwin', 'win32'])('%s has one back end, which may be missing', (platform) => {
  const { getSelectedStorageBackend: _, ...elsewhere } = storage('unknown')
  expect(systemSecrets(elsewhere as SystemStorage, platform).problem()).toBeNull()
  expect(systemSecrets(storage('unknown', false), platform).problem()).not.toBeNull()
})

it('with a weak back end, keeps keys in memory only, although it could encrypt them', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'remotejob-secrets-'))
  try {
    const path = join(folder, 'keys.json')
    const keys = { accessKeyId: 'AKIAEXAMPLE', secretAccessKey: 'secret' }
    const given = async (
      backend: Backend,
    ): Promise<readonly [reason: string | null, file: string | null]> => {
      const ring = new KeyRing(await KeyVault.open(path, systemSecrets(storage(backend), 'linux')))
      await ring.set('one', 'https://s3.example', keys)
      expect(ring.get('one', 'https://s3.example')).toEqual(keys)
      return [ring.notStored('one'), await readFile(path, 'utf8').catch(() => null)]
    }
    expect(await given('basic_text')).toEqual([expect.stringMatching(/^No keyring/), null])
    expect(await given('kwallet6')).toEqual([null, expect.stringContaining('sealed')])
  } finally {
    await rm(folder, { recursive: true })
  }
})
