import { expect, test } from 'vitest'
import { controlFile, debianVersion, desktopFile } from './linux-files.mjs'

test('the desktop opens files and links with the app, and recognises its window', () => {
  const entry = desktopFile()
  expect(entry).toContain('\nExec=remotejob %U\n')
  expect(entry).toContain('\nStartupWMClass=Remotejob\n')
  expect(entry).toMatch(/^MimeType=.*text\/csv;.*x-scheme-handler\/remotejob;$/m)
})

test('the app is not offered for all file types, or for folders', () => {
  expect(desktopFile()).not.toMatch(/octet-stream|inode\/|\*/)
})

test('the Debian package lists its dependencies in a form that dpkg accepts', () => {
  const control = controlFile({ version: '1.2.0-beta.1', arch: 'amd64', installedKiB: 7 })
  expect(control).toContain('\nVersion: 1.2.0~beta.1\n')
  expect(control).toContain('\nInstalled-Size: 7\n')
  expect(control).toMatch(/^Depends: .*libgtk-3-0t64 \| libgtk-3-0,.*libx11-xcb1/m)
  const description = control.slice(control.indexOf('\nDescription:') + 1).trimEnd()
  const [, ...rest] = description.split('\n')
  expect(rest.length).toBeGreaterThan(1)
  for (const line of rest) expect(line).toMatch(/^ \S.{0,76}$/)
})

test('a beta sorts before its release', () => {
  expect(debianVersion('1.0.0-beta.1')).toBe('1.0.0~beta.1')
  expect(debianVersion('1.0.0')).toBe('1.0.0')
})
