import { expect, it } from 'vitest'
import { ownProgram, restartArguments } from './own-program.ts'

const image = { APPIMAGE: '/home/ada/Remotejob.AppImage', APPDIR: '/tmp/.mount_Remote1' }

it('is the AppImage while the app runs from it', () => {
  expect(ownProgram(image, '/tmp/.mount_Remote1/remotejob')).toBe('/home/ada/Remotejob.AppImage')
})

it.each([{}, image, { ...image, APPDIR: '/opt/Remote' }])('is the executable otherwise (%j)', (env) => {
  expect(ownProgram(env, '/opt/Remotejob/remotejob')).toBe('/opt/Remotejob/remotejob')
})

it('drops the files and the launch-at-login flag from the arguments of a restart', () => {
  const argv = ['/opt/Remotejob/remotejob', '--no-sandbox', '--at-login', '/tmp/cat.jpg']
  expect(restartArguments(argv, false, '--at-login')).toEqual(['--no-sandbox'])
  expect(restartArguments(['electron', '/checkout', '--a', '/tmp/cat.jpg'], true, '--at-login')).toEqual([
    '/checkout',
    '--a',
  ])
})
