import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { markOfTheWeb } from './mark-of-the-web.ts'

let folder: string
let path: string
let runs: (readonly [program: string, ...args: string[]])[]
const run = async (program: string, args: readonly string[]): Promise<void> => {
  runs.push([program, ...args])
}
const refuse = (): Promise<never> => Promise.reject(new Error('Operation not supported'))

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-mark-'))
  path = join(folder, '-rf $(id).pdf')
  await writeFile(path, 'text')
  runs = []
})
afterEach(() => rm(folder, { recursive: true }))

// On other systems, the stream is simply a file with the same name.
test.skipIf(process.platform === 'win32')('adds a Zone.Identifier stream on Windows', async () => {
  await markOfTheWeb(path, 'win32', run)
  expect(await readFile(`${path}:Zone.Identifier`, 'utf8')).toBe('[ZoneTransfer]\r\nZoneId=3\r\n')
  expect(await readFile(path, 'utf8')).toBe('text')
  expect(runs).toEqual([])
})

test('adds a quarantine attribute on macOS, without a shell', async () => {
  await markOfTheWeb(path, 'darwin', run)
  const value = expect.stringMatching(/^0081;[0-9a-f]{8};Remotejob;$/) as string
  expect(runs).toEqual([['/usr/bin/xattr', '-w', 'com.apple.quarantine', value, path]])
})

test('does nothing on Linux', async () => {
  await markOfTheWeb(path, 'linux', run)
  expect(runs).toEqual([])
  expect(await readdir(folder)).toEqual(['-rf $(id).pdf'])
})

test('ignores a disk that does not support marks', async () => {
  await expect(markOfTheWeb(path, 'darwin', refuse)).resolves.toBeUndefined()
  await expect(markOfTheWeb(join(folder, 'missing', 'file'), 'win32')).resolves.toBeUndefined()
})
