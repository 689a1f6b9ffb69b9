import { expect, test } from 'vitest'
import { lockFileProblems, problemsOf } from './lock-files.mjs'

const integrity = `sha512-${'A'.repeat(86)}==`

test('every entry of the lock files has a hash and comes from the registry', async () => {
  expect(await lockFileProblems()).toEqual([])
})

test.each([
  [{ integrity }, []],
  [{ integrity, resolved: 'https://registry.npmjs.org/a/-/a-1.0.0.tgz' }, []],
  [{}, ['a has no SHA-512 hash.']],
  [{ integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, ['a has no SHA-512 hash.']],
  [{ integrity, resolved: 'https://evil.example/a.tgz' }, ['a comes from https://evil.example/a.tgz.']],
  [
    { integrity, resolved: 'http://registry.npmjs.org/a.tgz' },
    ['a comes from http://registry.npmjs.org/a.tgz.'],
  ],
  [
    { integrity, resolved: 'git+ssh://git@github.com/a/a.git' },
    ['a comes from git+ssh://git@github.com/a/a.git.'],
  ],
])('%j', (entry, problems) => {
  expect(problemsOf({ packages: { '': {}, a: entry } })).toEqual(problems)
})
