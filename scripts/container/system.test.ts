import { expect, test } from 'vitest'
import { environmentInside } from './enter.mjs'
import { acquireOptions, mountsIn } from './system.mjs'

test('finds the mounts in a folder, but not in its siblings', () => {
  const mountinfo =
    '23 28 0:21 / /proc rw - proc proc rw\n' +
    '40 28 0:21 / /cache/system/proc rw - proc proc rw\n' +
    '41 28 0:22 / /cache/system rw - tmpfs tmp rw\n' +
    '42 28 0:23 / /cache/system-2/proc rw - proc proc rw\n'
  expect(mountsIn(mountinfo, '/cache/system')).toEqual(['/cache/system/proc', '/cache/system'])
})

test('copies only the connection options of apt', () => {
  const dump =
    'Acquire "";\nAcquire::http::Proxy "http://proxy.invalid:3128";\nAcquire::Check-Date "false";\n' +
    'Acquire::cdrom::mount "/media/cdrom/";\nAcquire::https::Proxy "";\n'
  expect(acquireOptions(dump)).toBe(
    'Acquire::http::Proxy "http://proxy.invalid:3128";\nAcquire::Check-Date "false";\n',
  )
})

test('passes on only the variables for package servers', () => {
  const inside = environmentInside({
    PATH: '/mine',
    HTTPS_PROXY: 'http://proxy.invalid:3128',
    npm_config_registry: 'https://packages.invalid',
    AWS_SECRET_ACCESS_KEY: 'secret',
    DISPLAY: ':0',
  })
  expect(Object.keys(inside).toSorted()).toEqual(['HTTPS_PROXY', 'PATH', 'TERM', 'npm_config_registry'])
  expect(inside['PATH']).not.toBe('/mine')
})
