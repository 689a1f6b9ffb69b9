import { mkdtemp, open, readFile, rm, statfs } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pageMemory } from '../aws/threads/page-memory.ts'
import { openDirect } from './direct-file.ts'

const blockBytes = 4_096
const { type } = await statfs(tmpdir())
const isExt = process.platform === 'linux' && type === 0xef53
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'direct-'))
})
afterEach(() => rm(folder, { recursive: true }))

test.runIf(isExt)('opens the same file for writes from the start of a page', async () => {
  const path = join(folder, 'file')
  await using file = await open(path, 'wx+')
  await file.write('before')
  // Another file now has its name.
  await rm(path)
  await using other = await open(path, 'wx+')
  await using direct = (await openDirect(file)) ?? other
  expect((await direct.stat()).ino).toBe((await file.stat()).ino)
  const page = new Uint8Array(pageMemory(65_536), 0, blockBytes).fill(7)
  await direct.write(page, 0, blockBytes, 0)
  const { buffer } = await file.read(Buffer.alloc(blockBytes), 0, blockBytes, 0)
  expect(buffer.equals(page)).toBe(true)
  expect((await readFile(path)).length).toBe(0)
  await expect(direct.write(page, 1, blockBytes - 1, blockBytes)).rejects.toMatchObject({ code: 'EINVAL' })
})

test.runIf(process.platform === 'linux')(
  'opens no file of a system that might ignore or slow down such writes',
  async () => {
    await using device = await open('/dev/null', 'r+')
    await expect(openDirect(device)).resolves.toBeNull()
  },
)
