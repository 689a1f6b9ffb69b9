import { mkdir, mkdtemp, readdir, readFile, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { beforeEach, expect, it } from 'vitest'
import { openLoginItem, type LoginItem, type LoginItemOptions } from './login-item.ts'

let configFolder: string
let set: unknown[]

beforeEach(async () => {
  configFolder = await mkdtemp(join(tmpdir(), 'config-'))
  set = []
})

function open(change: Partial<LoginItemOptions>): LoginItem | null {
  const app = {
    getLoginItemSettings: ({ args }: { readonly args: readonly string[] }) => ({
      openAtLogin:
        args.includes('--at-login') && JSON.stringify(set.at(-1) ?? null).includes('"openAtLogin":true'),
    }),
    setLoginItemSettings: (settings: unknown) => void set.push(settings),
  }
  const program = '/opt/Remotejob/remotejob'
  return openLoginItem({ platform: 'linux', isInstalled: true, app, program, configFolder, ...change })
}

const entry = (): string => join(configFolder, 'autostart', 'remotejob.desktop')

it('writes a desktop entry on Linux, and removes it', async () => {
  const item = open({})
  expect(await item?.isOn()).toBe(false)
  await item?.set(true)
  expect(await item?.isOn()).toBe(true)
  expect(await readFile(entry(), 'utf8')).toContain('\nExec="/opt/Remotejob/remotejob" "--at-login"\n')
  // No temporary file is left.
  expect(await readdir(join(configFolder, 'autostart'))).toEqual(['remotejob.desktop'])
  await item?.set(false)
  await item?.set(false)
  expect(await item?.isOn()).toBe(false)
  expect(await readdir(join(configFolder, 'autostart'))).toEqual([])
  expect(set).toEqual([])
})

it('is ignored by the desktop once the program is gone', async () => {
  await open({})?.set(true)
  expect(await readFile(entry(), 'utf8')).toContain('\nTryExec=/opt/Remotejob/remotejob\n')
  await open({ program: String.raw`/home/ada/$x\y %` })?.set(true)
  expect(await readFile(entry(), 'utf8')).toContain(String.raw`TryExec=/home/ada/$x\\y %` + '\n')
})

it('quotes the program for the desktop', async () => {
  await open({ program: '/home/ada/My "Apps"/100%/$x\\y.AppImage' })?.set(true)
  expect(await readFile(entry(), 'utf8')).toContain(
    String.raw`Exec="/home/ada/My \\"Apps\\"/100%%/\\$x\\\\y.AppImage" "--at-login"`,
  )
})

it("rewrites an entry with the app's old path", async () => {
  await open({ program: '/tmp/old' })?.set(true)
  expect(await open({})?.isOn()).toBe(true)
  expect(await readFile(entry(), 'utf8')).toContain('/opt/Remotejob/remotejob')
})

it.each(['Hidden=true', 'X-GNOME-Autostart-enabled=false'])(
  'is off if the desktop wrote %s',
  async (line) => {
    await mkdir(join(configFolder, 'autostart'))
    const text = `[Desktop Entry]\nExec=/opt/Remotejob/remotejob\n${line}\n`
    await writeFile(entry(), text)
    expect(await open({})?.isOn()).toBe(false)
    expect(await readFile(entry(), 'utf8')).toBe(text)
  },
)

it('reports that the entry cannot be written', async () => {
  await writeFile(join(configFolder, 'autostart'), 'a file')
  await expect(open({})?.set(true)).rejects.toThrow(/EEXIST|ENOTDIR/)
})

it.each(['darwin', 'win32'] as const)('asks the system on %s', async (platform) => {
  const item = open({ platform })
  expect(await item?.isOn()).toBe(false)
  await item?.set(true)
  expect(await item?.isOn()).toBe(true)
  await item?.set(false)
  expect(await item?.isOn()).toBe(false)
  expect(set).toEqual([
    { openAtLogin: true, args: ['--at-login'] },
    { openAtLogin: false, args: ['--at-login'] },
  ])
  expect(await readdir(configFolder)).toEqual([])
})

it('does not exist on other systems, or while the app is not installed', () => {
  expect(open({ platform: 'freebsd' })).toBeNull()
  expect(open({ isInstalled: false })).toBeNull()
})
