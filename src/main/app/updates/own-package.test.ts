import { expect, it } from 'vitest'
import { ownPackage } from './own-package.ts'

const appImage = { APPIMAGE: '/home/ada/Remotejob.AppImage', APPDIR: '/tmp/.mount_x' }

it.each([
  ['linux', '/usr/lib/remotejob/remotejob', {}, 'deb'],
  ['linux', '/opt/Remotejob/remotejob', {}, 'rpm'],
  ['linux', '/home/ada/remotejob-1.0.0-linux-x64/remotejob', {}, 'tar.gz'],
  ['linux', '/tmp/.mount_x/remotejob', appImage, 'AppImage'],
  ['linux', '/usr/lib/remotejob/remotejob', appImage, 'deb'],
  ['darwin', '/Applications/Remotejob.app/Contents/MacOS/Remotejob', {}, 'dmg'],
  ['win32', 'C:\\Users\\Ada\\AppData\\Local\\Programs\\Remotejob\\remotejob.exe', {}, 'exe'],
])('on %s, the program %s with %j was installed from a %s', (platform, executable, env, kind) => {
  expect(ownPackage({ platform, arch: 'x64', executable, env })).toEqual({
    system: platform,
    arch: 'x64',
    kind,
  })
})
