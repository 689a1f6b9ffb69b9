import { mkdir, mkdtemp, realpath, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'
import { openablePath } from './openable-path.ts'

const systems = ['linux', 'darwin', 'win32'] as const
let folder: string

beforeAll(async () => {
  folder = await realpath(await mkdtemp(join(tmpdir(), 'remotejob-openable-')))
})
afterAll(() => rm(folder, { recursive: true }))

async function made(name: string, content: string | Buffer = 'text'): Promise<string> {
  const path = join(folder, name)
  await writeFile(path, content)
  return path
}

/** On at least one system, `open` runs these or follows them elsewhere. */
const risky = (
  'exe scr lnk url desktop command terminal hta msi js iso html svg com bat cmd ps1 vbs wsf jar sh py app dmg pkg ' +
  'workflow webloc inetloc fileloc service docm xlsm xls doc ps eps xml xhtml mht chm reg cpl dll deb rpm appimage ' +
  'ipynb blend tex m3u library-ms search-ms settingcontent-ms theme unknown'
).split(' ')

describe.each(systems)('on %s', (platform) => {
  it.each(risky)('does not open a.%s', async (extension) => {
    expect(await openablePath(await made(`a.${extension}`), platform)).toBeNull()
    expect(await openablePath(await made(`a.${extension.toUpperCase()}`), platform)).toBeNull()
    expect(await openablePath(await made(`a.pdf.${extension}`), platform)).toBeNull()
  })

  it.each(['a.txt', 'a.PNG', 'report.pdf', 'table.csv', 'a.exe.txt', 'a.tar.gz', '.a.json', 'a b.mp4'])(
    'opens %s',
    async (name) => {
      const path = await made(name)
      expect(await openablePath(path, platform)).toBe(path)
    },
  )

  it.each(['output', 'exe', '.txt', 'pdf.', 'a.', 'a.pdf~'])('does not open %s', async (name) => {
    expect(await openablePath(await made(name), platform)).toBeNull()
  })

  it.each([
    ['elf', '7f454c4602'],
    ['windows', '4d5a9000'],
    ['mach-o', 'cffaedfe07'],
    ['script', '23212f62696e2f7368'],
    ['shortcut', '4c0000000114020000'],
    ['entry', Buffer.from('\n[Desktop Entry]\nExec=sh').toString('hex')],
  ])('does not open a document that begins like %s', async (name, hex) => {
    expect(await openablePath(await made(`${name}.pdf`, Buffer.from(hex, 'hex')), platform)).toBeNull()
  })

  it('judges a link by its target', async () => {
    const program = await made('program.sh')
    const photo = await made('photo.jpg')
    const [disguised, plain] = [join(folder, `${platform}-link.pdf`), join(folder, `${platform}-link.jpg`)]
    await symlink(program, disguised)
    await symlink(photo, plain)
    expect(await openablePath(disguised, platform)).toBeNull()
    expect(await openablePath(plain, platform)).toBe(photo)
  })

  it('opens an empty file, but not a folder', async () => {
    const inner = join(folder, `${platform}.pages`)
    await mkdir(inner)
    expect(await openablePath(inner, platform)).toBeNull()
    const path = await made('empty.txt', '')
    expect(await openablePath(path, platform)).toBe(path)
  })

  it('does not cut a path at a null character', async () => {
    await made('real.pdf')
    expect(await openablePath(join(folder, 'real.pdf\0.txt'), platform)).toBeNull()
  })

  it('rejects if the file is missing', async () => {
    await expect(openablePath(join(folder, 'missing.txt'), platform)).rejects.toThrow('ENOENT')
  })
})

it.each([
  ['a.exe. ', 'win32', false],
  ['a.txt. ', 'win32', true],
  ['a.txt. ', 'linux', false],
  ['a.exe:b.txt', 'win32', false],
  ['a.exe:b.txt', 'linux', true],
  ['C:\\x\\a.bat\\b', 'win32', false],
] as const)('opens %j on %s: %s', async (name, platform, isOpened) => {
  const path = await made(name)
  expect(await openablePath(path, platform)).toBe(isOpened ? path : null)
})
