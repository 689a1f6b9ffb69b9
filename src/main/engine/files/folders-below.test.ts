import { mkdir, mkdtemp, readdir, rm, symlink, writeFile } from 'node:fs/promises'
import { homedir, tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { foldersBelow, safeFolders } from './folders-below.ts'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'remotejob-below-'))
})
afterEach(() => rm(root, { recursive: true, force: true }))

it('keeps the folders in a path, but nothing that leads out of the root', () => {
  expect(safeFolders('scans/2026/page 1.png')).toEqual(['scans', '2026'])
  expect(safeFolders('page.png')).toEqual([])
  expect(safeFolders('../../etc/cron.d/job')).toEqual(['etc', 'cron.d'])
  expect(safeFolders('/etc/passwd')).toEqual(['etc'])
  expect(safeFolders('C:\\Windows\\..\\a.txt')).toEqual(['Windows'])
  expect(safeFolders('a/ . /./b/x')).toEqual(['a', 'b'])
  expect(safeFolders('.ssh/authorized_keys')).toEqual(['_ssh'])
  expect(safeFolders('con/a:b/x')).toEqual(['_con', 'a_b'])
  expect(safeFolders(`${'d/'.repeat(100)}x`)).toHaveLength(8)
})

it('creates the folders below the root', async () => {
  expect(await foldersBelow(root, ['a', 'b'])).toBe(join(root, 'a', 'b'))
  expect(await foldersBelow(root, ['a', 'b'])).toBe(join(root, 'a', 'b'))
  expect(await foldersBelow(root, [])).toBe(root)
})

it('stops at a link or a file', async () => {
  const outside = await mkdtemp(join(tmpdir(), 'remotejob-outside-'))
  await symlink(outside, join(root, 'link'))
  await writeFile(join(root, 'file'), '')
  await mkdir(join(root, 'real'))
  expect(await foldersBelow(root, ['link', 'deeper'])).toBe(root)
  expect(await foldersBelow(root, ['real', 'x'])).toBe(join(root, 'real', 'x'))
  expect(await foldersBelow(root, ['file', 'x'])).toBe(root)
  expect(await readdir(outside)).toEqual([])
  await rm(outside, { recursive: true })
})

it("creates no folders in the user's home", async () => {
  expect(await foldersBelow(homedir(), ['bin'])).toBe(homedir())
  expect(await foldersBelow('/', ['bin', 'new'])).toBe('/')
})
