import { mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, it } from 'vitest'
import { saveText } from './save-text.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'save-text-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

it('saves under the longest name that the disk accepts', async () => {
  const path = join(folder, `${'m'.repeat(251)}.txt`)
  await saveText(path, 'message')
  expect(await readFile(path, 'utf8')).toBe('message')
  await expect(saveText(join(folder, 'm'.repeat(300)), 'message')).rejects.toMatchObject({
    code: 'FILE_NAME_REFUSED',
  })
  expect(await readdir(folder)).toHaveLength(1)
})

it('names the folder as the cause, not a file that cannot be read', async () => {
  await writeFile(join(folder, 'file'), '')
  await mkdir(join(folder, 'taken'))
  await expect(saveText(join(folder, 'file', 'message.txt'), '')).rejects.toMatchObject({
    code: 'SAVE_FOLDER_NOT_FOUND',
  })
  await expect(saveText(join(folder, 'taken'), '')).rejects.toMatchObject({ code: 'FILE_NAME_REFUSED' })
})

// Even root may not create a file there.
it.skipIf(process.platform !== 'linux')('a folder without write permission is read-only', async () => {
  await expect(saveText('/sys/message.txt', '')).rejects.toMatchObject({ code: 'SAVE_FOLDER_READ_ONLY' })
})
