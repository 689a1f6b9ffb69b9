import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, it } from 'vitest'
import { mayRun } from './may-run.ts'

let folder: string

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'remotejob-may-run-'))
})
afterAll(() => rm(folder, { recursive: true }))

async function runs(name: string, content: string | Buffer): Promise<boolean> {
  const path = join(folder, name)
  await writeFile(path, content)
  return mayRun(path)
}

it.each([
  'a.exe',
  'a.EXE',
  'a.sh',
  'a.desktop',
  'a.lnk',
  'a.url',
  'a.app',
  'a.txt.bat',
  'a.scr. ',
  'a.ps1',
  'a.jar',
])('a file called %s could run', async (name) => expect(await runs(name, 'text')).toBe(true))

it.each([
  ['elf', '7f454c4602'],
  ['windows', '4d5a9000'],
  ['mach-o', 'cffaedfe07'],
  ['script', '23212f62696e2f7368'],
  ['shortcut.pdf', '4c0000000114020000'],
  ['entry.txt', Buffer.from('\n[Desktop Entry]\nExec=sh').toString('hex')],
])('a file that begins like %s could run, whatever it is called', async (name, hex) =>
  expect(await runs(name, Buffer.from(hex, 'hex'))).toBe(true),
)

it.each([
  'a.txt',
  'a.png',
  'report.pdf',
  'table.csv',
  'page.html',
  'exe',
  'sh',
  'a.exe.txt',
  'output',
  'a.tar.gz',
])('a file called %s is opened', async (name) => expect(await runs(name, 'text')).toBe(false))

it('a folder is not opened, and an empty file is', async () => {
  expect(await mayRun(folder)).toBe(true)
  expect(await runs('empty', '')).toBe(false)
})
