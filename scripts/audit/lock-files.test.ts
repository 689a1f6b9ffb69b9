import { expect, test } from 'vitest'
import { lockFileProblems, problemsOf } from './lock-files.mjs'

const integrity = `sha512-${'A'.repeat(86)}==`

test('every entry in the lock files has a hash, and none contains a URL', async () => {
  expect(await lockFileProblems()).toEqual([])
})

test.each([
  [{ integrity }, []],
  [{}, ['a has no SHA-512 hash.']],
  [{ integrity: 'sha1-2jmj7l5rSw0yVb/vlWAYkK/YBwk=' }, ['a has no SHA-512 hash.']],
])('%j', (entry, problems) => {
  expect(problemsOf({ packages: { '': {}, a: entry } })).toEqual(problems)
})

test.each(['https://evil.example/a.tgz', 'http://evil.example/a.tgz', 'git+ssh://git@github.com/a/a.git'])(
  'reports an entry that comes from %s',
  (resolved) => {
    expect(problemsOf({ packages: { a: { integrity, resolved } } })).toEqual([
      `a comes from ${resolved}. Run npm install --omit-lockfile-registry-resolved.`,
    ])
  },
)
