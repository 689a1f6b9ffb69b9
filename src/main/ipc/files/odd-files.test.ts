import { execFileSync } from 'node:child_process'
import { writeFileSync } from 'node:fs'
import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, describe, expect, it } from 'vitest'
import { EngineError } from '../../engine/errors/engine-error.ts'
import { listFolderInThread, inspectFilesInThread } from '../../engine/files/folder-lister.ts'
import { listFolder } from '../../engine/files/walk-folder.ts'
import { startBench } from '../../engine/testing/test-bench.ts'
import { Transfers } from '../../engine/transfers/transfers.ts'
import { FileGrants } from './file-grants.ts'
import { filesToUpload } from './outgoing.ts'
import type { Question } from '../services.ts'

const worker = new URL('../../engine/files/folder-lister-worker.ts', import.meta.url)
const list: NonNullable<ConstructorParameters<typeof FileGrants>[0]>['list'] = (folder, options) =>
  listFolderInThread(worker, folder, options)
const onLinux = process.platform === 'linux'

let root: string
beforeEach(async () => {
  root = await mkdtemp(join(tmpdir(), 'remotejob-odd-'))
})
afterEach(async () => {
  await rm(root, { recursive: true, force: true })
})

const namesOf = (grants: FileGrants, tokens: readonly { readonly token: string }[]): (string | null)[] =>
  [
    ...filesToUpload(
      grants,
      tokens.map(({ token }) => ({ token, name: null, fields: {} })),
    ),
  ].map(({ relativePath, name }) => relativePath ?? name)

async function files(entries: Readonly<Record<string, string>>): Promise<string> {
  for (const [path, content] of Object.entries(entries)) {
    await mkdir(join(root, path, '..'), { recursive: true })
    await writeFile(join(root, path), content)
  }
  return join(root, 'drop')
}

describe('unusual drops', () => {
  it.skipIf(!onLinux)('a file that does not report its size is rejected, not sent empty', async () => {
    const drop = await files({ 'drop/empty.txt': '' })
    await symlink('/proc/cpuinfo', join(drop, 'cpu'))
    const grants = new FileGrants({ list, confirm: () => Promise.resolve(true) })
    const granted = await grants.grant(['/proc/cpuinfo', drop])
    expect(granted.refused.map(({ name, error }) => [name, error.code])).toEqual([
      ['cpuinfo', 'FILE_UNREADABLE'],
      ['drop/cpu', 'FILE_UNREADABLE'],
    ])
    expect(granted.refused[0]?.error.message).toContain('size')
    expect(namesOf(grants, granted.files)).toEqual(['drop/empty.txt'])
  })

  it.skipIf(!onLinux)('pipes, sockets and devices are reported, alone and in a folder', async () => {
    const drop = await files({ 'drop/ok.txt': 'ok' })
    execFileSync('mkfifo', [join(drop, 'pipe')])
    const grants = new FileGrants({ list })
    const granted = await grants.grant([drop, join(drop, 'pipe'), '/dev/null'])
    expect(granted.refused.map(({ name, error }) => `${name}: ${error.message}`).toSorted()).toEqual([
      'drop/pipe: pipe is a pipe, not a file.',
      'null: null is a device, not a file.',
      'pipe: pipe is a pipe, not a file.',
    ])
    expect(namesOf(grants, granted.files)).toEqual(['drop/ok.txt'])
  })

  it('links that lead out are counted, and followed only with consent', async () => {
    const drop = await files({ 'outside/private.txt': 'private', 'drop/sub/a.txt': 'a' })
    await symlink(join(root, 'outside'), join(drop, 'link-out'))
    await symlink('sub', join(drop, 'a-link-before-sub'))
    await symlink('../drop', join(drop, 'loop'))
    await symlink('/nowhere', join(drop, 'broken'))
    const questions: Question[] = []
    let response = false
    const confirm = (question: Question): Promise<boolean> => {
      questions.push(question)
      return Promise.resolve(response)
    }
    const grants = new FileGrants({ list, confirm })
    const without = await grants.grant([drop])
    expect(namesOf(grants, without.files)).toEqual(['drop/sub/a.txt'])
    expect(without.leftOut).toEqual({ systemFiles: 0, links: 1 })
    expect(without.refused.map(({ name }) => name)).toEqual(['drop/broken'])
    expect(questions).toHaveLength(1)
    expect(questions[0]?.detail).toContain(`drop/link-out → ${join(root, 'outside')}`)
    response = true
    const withLinks = await grants.grant([drop])
    expect(namesOf(grants, withLinks.files)).toEqual(['drop/link-out/private.txt', 'drop/sub/a.txt'])
    expect(withLinks.leftOut.links).toBe(0)
  })

  it('links behind a followed link are left out, counted, and never sent without asking', async () => {
    const drop = await files({ 'drop/a.txt': 'a', 'out/b.txt': 'b', 'out/sub/c.txt': 'c', 'secret/key': 'k' })
    await symlink(join(root, 'out'), join(drop, 'l1'))
    await symlink(join(root, 'secret'), join(root, 'out', 'more'))
    await symlink(join(root, 'secret', 'key'), join(root, 'out', 'sub', 'one'))
    await symlink('b.txt', join(root, 'out', 'inside.txt'))
    await symlink('..', join(root, 'out', 'sub', 'loop'))
    const grants = new FileGrants({ list, confirm: () => Promise.resolve(true) })
    const granted = await grants.grant([drop])
    expect(namesOf(grants, granted.files)).toEqual([
      'drop/a.txt',
      'drop/l1/b.txt',
      'drop/l1/inside.txt',
      'drop/l1/sub/c.txt',
    ])
    expect(granted.leftOut.links).toBe(2)
    expect(granted.refused).toEqual([])
  })

  it('a link to a folder that is too large is rejected, and the others are followed', async () => {
    const drop = await files({ 'drop/a.txt': 'a', 'few/b.txt': 'b', 'many/x/1': '1', 'many/x/2': '2' })
    await writeFile(join(root, 'many', '0'), '0')
    await symlink(join(root, 'many'), join(drop, 'l1'))
    await symlink(join(root, 'few'), join(drop, 'l2'))
    await symlink(join(root, 'many', 'x'), join(drop, 'l3'))
    const grants = new FileGrants({
      list: (folder, options) => listFolderInThread(worker, folder, { ...options, maxBehindLink: 3 }),
      confirm: () => Promise.resolve(true),
    })
    const granted = await grants.grant([drop])
    expect(namesOf(grants, granted.files)).toEqual(['drop/a.txt', 'drop/l2/b.txt', 'drop/l3/1', 'drop/l3/2'])
    expect(granted.refused.map(({ name, error }) => `${name}: ${error.message}`)).toEqual([
      'drop/l1: There are more than 3 files and folders behind the link l1.',
    ])
  })

  it('a folder that cannot be listed again is rejected, and the rest of the drop is sent', async () => {
    const drop = await files({ 'drop/a.txt': 'a', 'out/b.txt': 'b', 'other/c.txt': 'c' })
    await symlink(join(root, 'out'), join(drop, 'l1'))
    const confirm = async (): Promise<boolean> => {
      await rm(drop, { recursive: true })
      return true
    }
    const grants = new FileGrants({ list, confirm })
    const granted = await grants.grant([drop, join(root, 'other')])
    expect(namesOf(grants, granted.files)).toEqual(['other/c.txt'])
    expect(granted.refused.map(({ name, error }) => [name, error.code])).toEqual([['drop', 'FILE_NOT_FOUND']])
  })

  it('a drop survives 150,000 unreadable entries, and counts them', async () => {
    const drop = await files({ 'drop/a.txt': 'a' })
    const error = new EngineError('FILE_UNREADABLE')
    const unreadable = Array.from({ length: 150_000 }, (_, index) => ({ relativePath: `${index}`, error }))
    const grants = new FileGrants({
      list: async (folder, options) => ({ ...(await listFolder(folder, options)), unreadable }),
    })
    const granted = await grants.grant([drop])
    expect(namesOf(grants, granted.files)).toEqual(['drop/a.txt'])
    expect([granted.refused.length, granted.moreRefused]).toEqual([1_000, 149_000])
  })

  it('system files are counted and skipped, unless the user wants them', async () => {
    const litter = ['.DS_Store', '._photo.jpg', 'Thumbs.db', 'desktop.ini', '~$report.docx', '.~lock.a.odt#']
    const more = ['photo.jpg.part', 'x.crdownload', '.nfs0001', '__MACOSX/._x']
    const kept = ['.gitignore', 'Talk.key/Data/i.png', 'Talk.key/Index.zip', 'photo.jpg']
    const drop = await files(
      Object.fromEntries([...litter, ...more, ...kept].map((name) => [`drop/${name}`, 'data'])),
    )
    let skips = true
    const grants = new FileGrants({ list, skipsSystemFiles: () => skips })
    const granted = await grants.grant([drop])
    expect(namesOf(grants, granted.files)).toEqual(kept.map((name) => `drop/${name}`))
    expect(granted.leftOut.systemFiles).toBe(litter.length + more.length)
    // A file that the user picks directly is intended.
    expect((await grants.grant([join(drop, 'photo.jpg.part')])).files).toHaveLength(1)
    skips = false
    const all = await grants.grant([drop])
    expect(all.files[0]?.files).toBe(litter.length + more.length + kept.length)
    expect(all.leftOut.systemFiles).toBe(0)
  })

  it.skipIf(!onLinux)('a file whose name is not UTF-8 is sent, from a folder and on its own', async () => {
    const drop = await files({ 'drop/plain.txt': 'plain' })
    await writeFile(
      Buffer.concat([Buffer.from(`${drop}/gro`), Buffer.from([0xdf]), Buffer.from('.txt')]),
      'x',
    )
    const bench = await startBench()
    const transfers = new Transfers()
    try {
      const queue = await bench.queue()
      const grants = new FileGrants({ list })
      // A drop replaces the invalid byte, as all text in the page does.
      const { files: granted, refused } = await grants.grant([drop, join(drop, 'gro\uFFFD.txt')])
      expect(refused).toEqual([])
      const outgoing = granted.map(({ token }) => ({ token, name: null, fields: {} }))
      for (const file of filesToUpload(grants, outgoing)) {
        const id = transfers.submit({ ...file, queue, connectionId: 'c' })
        const { transfer } = await transfers.finished(id)
        expect(transfer.state).toBe('done')
        const { size, fields } = await queue.describeObject('in', transfer.key ?? '')
        expect([size, fields['filename']]).toEqual(
          file.name === 'plain.txt' ? [5, 'plain.txt'] : [1, 'gro\uFFFD.txt'],
        )
      }
    } finally {
      await transfers.close()
      await bench.stop()
    }
  })

  it('more than 1,000 files share a token, and each keeps its name', async () => {
    const names = Array.from({ length: 1_200 }, (_, index) => `${index}.txt`)
    await files(Object.fromEntries(names.map((name) => [`many/${name}`, 'x'])))
    const grants = new FileGrants({ list })
    const granted = await grants.grant(names.map((name) => join(root, 'many', name)))
    expect(granted.files).toMatchObject([{ name: '1,200 files', size: null, files: 1_200 }])
    expect(namesOf(grants, granted.files)).toEqual(names)
  })

  it.skipIf(!onLinux)('many files are examined together, and problems are still reported', async () => {
    const names = Array.from({ length: 150 }, (_, index) => `${index}.txt`)
    await files(Object.fromEntries(names.map((name) => [`drop/${name}`, 'x'])))
    await files({ 'drop/empty.txt': '', 'drop/sub/inside.txt': 'y' })
    const goes: number[] = []
    const grants = new FileGrants({
      list,
      inspectMany: async (paths) => {
        const looked = await inspectFilesInThread(worker, paths)
        goes.push(looked.filter((one) => one !== null).length)
        return looked
      },
    })
    const more = ['empty.txt', 'sub', 'gone.txt'].map((name) => join(root, 'drop', name))
    const paths = [...names.map((name) => join(root, 'drop', name)), ...more, '/dev/null', '/proc/cpuinfo']
    const granted = await grants.grant(paths)
    // All but the empty file, the missing one, the device and the file that hides its size.
    expect(goes).toEqual([151])
    expect(namesOf(grants, granted.files)).toEqual([...names, 'empty.txt', 'sub/inside.txt'])
    expect(granted.files[0]).toMatchObject({ size: 1 })
    expect(granted.refused.map(({ name, error }) => [name, error.code])).toEqual([
      ['gone.txt', 'FILE_NOT_FOUND'],
      ['null', 'FILE_UNREADABLE'],
      ['cpuinfo', 'FILE_UNREADABLE'],
    ])
  })

  it('a few files are examined without the thread, and many too if it fails', async () => {
    const names = Array.from({ length: 101 }, (_, index) => `${index}.txt`)
    await files(Object.fromEntries(names.map((name) => [`drop/${name}`, 'x'])))
    const paths = names.map((name) => join(root, 'drop', name))
    let goes = 0
    const inspectMany = (): Promise<never> => {
      goes += 1
      return Promise.reject(new Error('No thread.'))
    }
    const grants = new FileGrants({ list, inspectMany })
    expect((await grants.grant(paths.slice(1))).files).toHaveLength(100)
    expect(goes).toBe(0)
    expect((await grants.grant(paths)).files).toHaveLength(101)
    expect(goes).toBe(1)
  })
})

it('listing a folder of 20,000 files leaves most of the time for other work', async () => {
  const drop = await files({ 'drop/a.txt': 'a' })
  for (let count = 0; count < 20_000; count += 1) writeFileSync(join(drop, `${count}.txt`), 'x')
  const before = performance.eventLoopUtilization()
  const granted = await new FileGrants({ list }).grant([drop])
  // Without the thread, the event loop would never be idle.
  expect(performance.eventLoopUtilization(before).utilization).toBeLessThan(0.6)
  expect(granted.files).toMatchObject([{ name: 'drop', files: 20_001 }])
})

it("the thread passes on a folder's errors", async () => {
  await expect(list?.(join(root, 'gone'), {})).rejects.toMatchObject({ code: 'FILE_NOT_FOUND' })
})
