import { createCipheriv, createDecipheriv, randomBytes } from 'node:crypto'
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { KeyRing } from './key-ring.ts'
import { KeyVault } from './key-vault.ts'
import type { SecretBox } from './secret-box.ts'

const keys = { accessKeyId: 'AKIAEXAMPLE00000001', secretAccessKey: 'the-secret-key-of-ada' }
const servers = 'https://s3.example https://sqs.example'

let folder: string
let file: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-vault-'))
  file = join(folder, 'keys.json')
})
afterEach(() => rm(folder, { recursive: true }))

/** Encrypts like a system's keychain. */
function box(problem: string | null = null, secret = randomBytes(32)): SecretBox {
  return {
    problem: () => problem,
    seal(text) {
      const iv = randomBytes(12)
      const cipher = createCipheriv('aes-256-gcm', secret, iv)
      const sealed = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()])
      return Buffer.concat([iv, cipher.getAuthTag(), sealed])
    },
    open(sealed) {
      const decipher = createDecipheriv('aes-256-gcm', secret, sealed.subarray(0, 12))
      decipher.setAuthTag(sealed.subarray(12, 28))
      return Buffer.concat([decipher.update(sealed.subarray(28)), decipher.final()]).toString('utf8')
    },
  }
}

const open = async (secrets: SecretBox): Promise<KeyRing> => new KeyRing(await KeyVault.open(file, secrets))

test('keys survive a restart, and are never on disk in plain text', async () => {
  const secrets = box()
  const first = await open(secrets)
  await first.set('one', servers, keys)
  expect(first.notStored('one')).toBeNull()
  const again = await open(secrets)
  expect(again.has('one')).toBe(true)
  expect(again.get('one', servers)).toEqual(keys)
  const text = await readFile(file, 'utf8')
  expect(text).not.toContain(keys.accessKeyId)
  expect(text).not.toContain(keys.secretAccessKey)
})

test('keeps keys in memory and explains why if they cannot be encrypted', async () => {
  const ring = await open(box('No keyring runs.'))
  await ring.set('one', servers, keys)
  expect(ring.get('one', servers)).toEqual(keys)
  expect(ring.notStored('one')).toBe('No keyring runs.')
  expect((await open(box())).has('one')).toBe(false)
})

test("returns no keys once the system's keyring is gone", async () => {
  const secrets = box()
  await (await open(secrets)).set('one', servers, keys)
  const ring = await open({ ...secrets, problem: () => 'No keyring runs.' })
  expect(ring.has('one')).toBe(false)
  expect(ring.get('one', servers)).toBeNull()
})

test('keys are used only for the servers and the connection that they were given for', async () => {
  const secrets = box()
  await (await open(secrets)).set('one', servers, keys)
  const ring = await open(secrets)
  expect(ring.get('one', 'https://evil.example https://evil.example')).toBeNull()
  const stored = JSON.parse(await readFile(file, 'utf8')) as { sealed: Record<string, string> }
  await writeFile(file, JSON.stringify({ ...stored, sealed: { two: stored.sealed['one'] } }))
  expect((await open(secrets)).get('two', servers)).toBeNull()
})

test("another user's keys, and damaged ones, are not read", async () => {
  await (await open(box())).set('one', servers, keys)
  expect((await open(box())).get('one', servers)).toBeNull()
})

test('all keys of a file that can be read are kept, also from a newer version', async () => {
  const secrets = box()
  await (await open(secrets)).set('one', servers, keys)
  const stored = JSON.parse(await readFile(file, 'utf8')) as { sealed: object }
  const sealed = { ...stored.sealed, two: { algorithm: 'x' }, three: '!' }
  await writeFile(file, JSON.stringify({ version: 2, sealed, rotatedAt: null }))
  for (const ring of [await open(secrets), await open(secrets)]) {
    expect(ring.get('one', servers)).toEqual(keys)
    expect([ring.has('two'), ring.has('three')]).toEqual([false, false])
  }
})

test('temporary keys are not stored, and replace those that were', async () => {
  const secrets = box()
  const ring = await open(secrets)
  await ring.set('one', servers, keys)
  await ring.set('one', servers, { ...keys, sessionToken: 'token' })
  expect(ring.notStored('one')).toBe('Temporary keys are not stored.')
  expect((await open(secrets)).has('one')).toBe(false)
})

test('forgotten keys are gone from the disk', async () => {
  const secrets = box()
  const ring = await open(secrets)
  await ring.set('one', servers, keys)
  await ring.set('two', servers, keys)
  await ring.forget('one')
  expect(ring.has('one')).toBe(false)
  const again = await open(secrets)
  expect(again.has('one')).toBe(false)
  expect(again.get('two', servers)).toEqual(keys)
})

test("this session's keys survive a system that refuses to encrypt", async () => {
  const refusing: SecretBox = {
    ...box(),
    seal: () => {
      throw new Error('locked')
    },
  }
  const ring = await open(refusing)
  await ring.set('one', servers, keys)
  expect(ring.get('one', servers)).toEqual(keys)
  expect(ring.notStored('one')).toBe('The system could not store them.')
})
