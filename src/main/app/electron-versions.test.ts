import { expect, test } from 'vitest'
import { clipboardImage, localServerHost } from './electron-versions.ts'

const bytes = new Uint8Array([1, 2, 3])
const read = (): string => 'text'

test("an older Electron returns the clipboard's image as an object", async () => {
  const image = (isEmpty: boolean) => ({ isEmpty: () => isEmpty, toPNG: () => bytes })
  expect(await clipboardImage({ read, readImage: () => image(false) })).toEqual(bytes)
  expect(await clipboardImage({ read, readImage: () => image(true) })).toBeNull()
})

test("a newer Electron returns the clipboard's image as an item", async () => {
  const item = (type: string) => ({ types: [type], getType: () => Promise.resolve(new Blob([bytes])) })
  expect(await clipboardImage({ read: () => [item('text/plain'), item('image/png')] })).toEqual(bytes)
  expect(await clipboardImage({ read: () => Promise.resolve([item('text/plain')]) })).toBeNull()
})

const packaged = {
  resources: '/usr/lib/remotejob/resources',
  env: { REMOTEJOB_NODE: '/tmp/other/node' },
  platform: 'linux' as const,
  scriptPath: '/usr/lib/remotejob/resources/app.asar/out/main/local-server.js',
}
const checkout = { ...packaged, resources: null, scriptPath: '/checkout/out/main/local-server.js' }

test('a newer Electron runs the Local server itself', () => {
  for (const app of [packaged, checkout]) {
    const { scriptPath } = app
    expect(localServerHost({ ...app, nodeVersion: '24.1.0' })).toEqual({ kind: 'electron', scriptPath })
  }
})

test("an older Electron uses its package's Node, and a script outside the archive", () => {
  const unpacked = '/usr/lib/remotejob/resources/app.asar.unpacked/out/main/local-server.js'
  const host = { kind: 'node', nodePath: '/usr/lib/remotejob/resources/node', scriptPath: unpacked }
  expect(localServerHost({ ...packaged, nodeVersion: '20.18.1' })).toEqual(host)
})

test('an older Electron in a checkout uses the Node that npm start found', () => {
  const { scriptPath } = checkout
  const older = { ...checkout, nodeVersion: '20.18.1' }
  expect(localServerHost(older)).toEqual({ kind: 'node', nodePath: '/tmp/other/node', scriptPath })
  expect(localServerHost({ ...older, env: {} })).toEqual({ kind: 'electron', scriptPath })
})
