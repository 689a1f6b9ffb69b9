import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { FileGrants } from './file-grants.ts'
import { planUploads } from './outgoing.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-grants-'))
})
afterEach(async () => {
  await rm(folder, { recursive: true, force: true })
})

describe('FileGrants and planUploads', () => {
  it('answers with tokens and sizes, never with a path', async () => {
    await writeFile(join(folder, 'cat.jpg'), 'meow')
    const granted = await new FileGrants().grant([join(folder, 'cat.jpg')])
    expect(granted.files).toMatchObject([{ name: 'cat.jpg', kind: 'file', size: 4, files: 1 }])
    expect(JSON.stringify(granted)).not.toContain(folder)
  })

  it('makes one upload of a file, named as the person said', async () => {
    await writeFile(join(folder, 'cat.jpg'), 'meow')
    const grants = new FileGrants()
    const { files } = await grants.grant([join(folder, 'cat.jpg')])
    const outgoing = files.map(({ token }) => ({ token, name: 'Cat Montage', fields: { size: '1024' } }))
    expect(planUploads(grants, outgoing)).toEqual([
      {
        path: join(folder, 'cat.jpg'),
        name: 'Cat Montage',
        bytesTotal: 4,
        fields: { name: 'Cat Montage', filename: 'cat.jpg', size: '1024' },
      },
    ])
  })

  it('makes an upload of each file of a folder, and survives a loop of links', async () => {
    await mkdir(join(folder, 'photos/2024'), { recursive: true })
    await writeFile(join(folder, 'photos/a.txt'), 'a')
    await writeFile(join(folder, 'photos/2024/b.txt'), 'b')
    await symlink(join(folder, 'photos'), join(folder, 'photos/2024/again'))
    const grants = new FileGrants()
    const { files } = await grants.grant([join(folder, 'photos')])
    expect(files).toMatchObject([{ name: 'photos', kind: 'folder', files: 2, size: null }])
    const planned = planUploads(grants, [{ token: files[0]?.token ?? '', name: null, fields: {} }])
    expect(planned.map(({ fields }) => fields)).toEqual([
      { name: 'b.txt', filename: 'b.txt', path: 'photos/2024/b.txt' },
      { name: 'a.txt', filename: 'a.txt', path: 'photos/a.txt' },
    ])
  })

  it('says why a thing is refused, and goes on with the others', async () => {
    await writeFile(join(folder, 'here.txt'), 'x')
    const granted = await new FileGrants().grant([join(folder, 'gone.txt'), '', join(folder, 'here.txt')])
    expect(granted.files).toHaveLength(1)
    expect(granted.refused.map(({ error }) => error.code)).toEqual(['FILE_NOT_FOUND', 'FILE_NOT_FOUND'])
  })

  it('knows a token no more once it is given back', async () => {
    await writeFile(join(folder, 'cat.jpg'), 'meow')
    const grants = new FileGrants()
    const { files } = await grants.grant([join(folder, 'cat.jpg')])
    const outgoing = files.map(({ token }) => ({ token, name: null, fields: {} }))
    expect(planUploads(grants, outgoing)).toHaveLength(1)
    grants.revoke(files.map(({ token }) => token))
    expect(() => planUploads(grants, outgoing)).toThrowError(
      expect.objectContaining({ code: 'FILE_NOT_FOUND' }),
    )
  })
})
