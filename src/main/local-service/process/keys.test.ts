import { readFile, readdir, stat, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { loadOrCreateLocalKeys } from './keys.ts'
import { temporaryFolder } from '../testing/harness.ts'

test('creates the keys once, readable only by the user', async () => {
  await using folder = await temporaryFolder()
  const file = join(folder.path, 'deep', 'keys.json')
  const made = await loadOrCreateLocalKeys(file)
  expect(made.origin).toBe('created')
  expect(made.keys.accessKeyId).toMatch(/^LOCAL[A-Z2-7]{15}$/)
  expect(made.keys.secretAccessKey).toHaveLength(40)
  // Windows has no file modes, but there the folder belongs to the user.
  expect((await stat(file)).mode & 0o777).toBe(process.platform === 'win32' ? 0o666 : 0o600)
  expect(await loadOrCreateLocalKeys(file)).toEqual({ keys: made.keys, origin: 'loaded' })
  expect(await readdir(join(folder.path, 'deep'))).toEqual(['keys.json'])
})

test.each(['', '{', '{}', '{"accessKeyId":"AKIA","secretAccessKey":"x"}'])(
  'replaces a file that contains %j, and reports it',
  async (text) => {
    await using folder = await temporaryFolder()
    const file = join(folder.path, 'keys.json')
    await writeFile(file, text)
    const made = await loadOrCreateLocalKeys(file)
    expect(made.origin).toBe('replaced')
    expect(JSON.parse(await readFile(file, 'utf8'))).toEqual(made.keys)
  },
)

test('does not overwrite a file that it cannot read', async () => {
  await using folder = await temporaryFolder()
  await expect(loadOrCreateLocalKeys(folder.path)).rejects.toMatchObject({ code: 'EISDIR' })
})
