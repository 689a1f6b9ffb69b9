import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { replaceFile } from './atomic-write.ts'

let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'atomic-write-'))
})

afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

test('replaces the file and leaves nothing next to it', async () => {
  const path = join(folder, 'settings.json')
  await writeFile(path, 'old')
  expect(await replaceFile(path, (file) => file.writeFile('new').then(() => 3))).toBe(3)
  expect(await readFile(path, 'utf8')).toBe('new')
  expect(await readdir(folder)).toEqual(['settings.json'])
})

test('creates missing folders that only their owner can read', async () => {
  const path = join(folder, 'a', 'b', 'keys.json')
  await replaceFile(path, (file) => file.writeFile('secret'))
  expect((await stat(path)).mode & 0o777).toBe(0o600)
})

test('keeps the old content and removes the temporary file when a write fails', async () => {
  const path = join(folder, 'settings.json')
  await writeFile(path, 'old')
  const failing = replaceFile(path, async (file) => {
    await file.writeFile('half of it')
    throw new Error('The disk is full.')
  })
  await expect(failing).rejects.toThrow('The disk is full.')
  expect(await readFile(path, 'utf8')).toBe('old')
  expect(await readdir(folder)).toEqual(['settings.json'])
})

test('writes a file with the longest name that the disk accepts', async () => {
  for (const name of ['x'.repeat(255), `${'字'.repeat(84)}.md`]) {
    await replaceFile(join(folder, name), (file) => file.writeFile('text'))
    expect(await readFile(join(folder, name), 'utf8')).toBe('text')
    await rm(join(folder, name))
  }
  expect(await readdir(folder)).toEqual([])
})
