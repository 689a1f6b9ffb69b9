import { expect, it } from 'vitest'
import { utf8Locale } from './prepare.mjs'

it.runIf(process.platform === 'linux').each([
  [{}, { LC_ALL: 'C.UTF-8' }],
  [{ LANG: 'C' }, { LC_ALL: 'C.UTF-8' }],
  [{ LANG: 'de_DE.UTF-8', LC_ALL: 'POSIX' }, { LC_ALL: 'C.UTF-8' }],
  [{ LANG: 'de_DE.UTF-8' }, {}],
  [{ LC_CTYPE: 'en_US.utf8' }, {}],
])('the environment %j gets %j', (env, added) => {
  expect(utf8Locale(env)).toEqual(added)
})
