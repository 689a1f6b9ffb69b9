import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileGrants } from './file-grants.ts'
import { filesToUpload } from './outgoing.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-grants-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('FileGrants and filesToUpload', () => {
  it('returns tokens and sizes, never a path', async () => {
    await writeFile(join(folder, 'cat.jpg'), 'meow')
    const granted = await new FileGrants().grant([join(folder, 'cat.jpg')])
    expect(granted.files).toMatchObject([{ name: 'cat.jpg', kind: 'file', size: 4, files: 1 }])
    expect(JSON.stringify(granted)).not.toContain(folder)
  })

  it("turns a file into one upload with the user's name", async () => {
    await writeFile(join(folder, 'cat.jpg'), 'meow')
    const grants = new FileGrants()
    const { files } = await grants.grant([join(folder, 'cat.jpg')])
    const outgoing = files.map(({ token }) => ({ token, name: 'Cat Montage', fields: { size: '1024' } }))
    expect([...filesToUpload(grants, outgoing)]).toEqual([
      {
        path: join(folder, 'cat.jpg'),
        name: 'Cat Montage',
        relativePath: null,
        bytesTotal: 4,
        fields: { size: '1024' },
      },
    ])
  })

  it('turns a folder into an upload of each file, and survives circular links', async () => {
    await mkdir(join(folder, 'photos/2024'), { recursive: true })
    await writeFile(join(folder, 'photos/a.txt'), 'a')
    await writeFile(join(folder, 'photos/2024/b.txt'), 'b')
    await symlink(join(folder, 'photos'), join(folder, 'photos/2024/again'))
    const grants = new FileGrants()
    const { files } = await grants.grant([join(folder, 'photos')])
    expect(files).toMatchObject([{ name: 'photos', kind: 'folder', files: 2, size: null }])
    const token = files[0]?.token ?? ''
    const uploads = [...filesToUpload(grants, [{ token, name: 'photos', fields: { size: '1024' } }])]
    expect(uploads.map(({ name, relativePath, fields }) => ({ name, relativePath, fields }))).toEqual([
      { name: 'b.txt', relativePath: 'photos/2024/b.txt', fields: { size: '1024' } },
      { name: 'a.txt', relativePath: 'photos/a.txt', fields: { size: '1024' } },
    ])
  })

  it('reports why a path is rejected, and grants the others', async () => {
    await writeFile(join(folder, 'here.txt'), 'x')
    const granted = await new FileGrants().grant([join(folder, 'gone.txt'), '', join(folder, 'here.txt')])
    expect(granted.files).toHaveLength(1)
    expect(granted.refused.map(({ error }) => error.code)).toEqual(['FILE_NOT_FOUND', 'FILE_NOT_FOUND'])
  })

  it('rejects a revoked token', async () => {
    await writeFile(join(folder, 'cat.jpg'), 'meow')
    const grants = new FileGrants()
    const { files } = await grants.grant([join(folder, 'cat.jpg')])
    const outgoing = files.map(({ token }) => ({ token, name: null, fields: {} }))
    expect([...filesToUpload(grants, outgoing)]).toHaveLength(1)
    grants.revoke(files.map(({ token }) => token))
    expect(() => filesToUpload(grants, outgoing)).toThrowError(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    )
  })
})
