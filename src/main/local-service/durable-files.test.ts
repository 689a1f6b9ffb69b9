import { mkdir, readdir, readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { publishDurably, syncFolder, writeAtomically } from './durable-files.ts'
import { temporaryFolder } from './testing/harness.ts'

test('writes a file with its folders, and replaces it', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'a', 'b', 'file')
  await writeAtomically(path, 'one')
  await writeAtomically(path, 'two')
  expect(await readFile(path, 'utf8')).toBe('two')
  expect(await readdir(join(folder.path, 'a', 'b'))).toEqual(['file'])
})

test('leaves nothing if the write fails', async () => {
  await using folder = await temporaryFolder()
  await mkdir(join(folder.path, 'taken', 'full'), { recursive: true })
  await expect(writeAtomically(join(folder.path, 'taken'), 'x')).rejects.toMatchObject({ syscall: 'rename' })
  expect(await readdir(folder.path)).toEqual(['taken'])
})

test('publishes to a folder that does not exist yet', async () => {
  await using folder = await temporaryFolder()
  await writeFile(join(folder.path, 'staged'), 'x')
  await publishDurably(join(folder.path, 'staged'), join(folder.path, 'new', 'deep', 'file'))
  expect(await readFile(join(folder.path, 'new', 'deep', 'file'), 'utf8')).toBe('x')
})

test('a failed flush rejects every call that shares it, and the next one works', async () => {
  await using folder = await temporaryFolder()
  const path = join(folder.path, 'later')
  const failed = await Promise.allSettled([syncFolder(path), syncFolder(path), syncFolder(path)])
  expect(failed.map(({ status }) => status)).toEqual(['rejected', 'rejected', 'rejected'])
  await mkdir(path)
  await Promise.all([syncFolder(path), syncFolder(path)])
})
