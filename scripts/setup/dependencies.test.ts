import { describe, expect, test } from 'vitest'
import { isInstalled, lacksOnlyOptional, lockStamp } from './dependencies.mjs'

test('the stamp changes with the lock file and with the machine', () => {
  const stamp = lockStamp('{}', 'linux', 'x64')
  expect(lockStamp('{}', 'linux', 'x64')).toBe(stamp)
  expect(lockStamp('{ }', 'linux', 'x64')).not.toBe(stamp)
  expect(lockStamp('{}', 'linux', 'arm64')).not.toBe(stamp)
})

describe('isInstalled', () => {
  const wanted = {
    packages: {
      '': {},
      'node_modules/a': { version: '1.0.0', optionalDependencies: { 'a-darwin': '1.0.0' } },
      'node_modules/a-darwin': { version: '1.0.0', optional: true },
    },
  }

  test('accepts missing packages for other machines', () => {
    expect(isInstalled(wanted, { packages: { 'node_modules/a': { version: '1.0.0' } } })).toBe(true)
  })

  test.each([
    ['another version', { 'node_modules/a': { version: '1.0.1' } }],
    ['a missing package', {}],
    [
      'an additional package',
      { 'node_modules/a': { version: '1.0.0' }, 'node_modules/b': { version: '1.0.0' } },
    ],
  ])('rejects %s', (_, packages) => {
    expect(isInstalled(wanted, { packages })).toBe(false)
  })

  test.each([
    ['npm error Missing: a-darwin@ from lock file', true],
    ['npm error Missing: a-darwin@1.0.0 from lock file', true],
    ['npm error Missing: b@1.0.0 from lock file', false],
    ['npm error Missing: a-darwin@ from lock file\nnpm error Missing: b@1.0.0 from lock file', false],
    ["npm error Invalid: lock file's a@1.0.0 does not satisfy a@2.0.0", false],
    ['npm error network request failed', false],
  ])('“%s” means that only optional packages are missing: %s', (output, expected) => {
    expect(lacksOnlyOptional(`npm error code EUSAGE\n${output}\n`, wanted)).toBe(expected)
  })
})
