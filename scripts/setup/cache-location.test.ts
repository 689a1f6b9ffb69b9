import { join } from 'node:path'
import { expect, test } from 'vitest'
import { locateCache } from './cache-location.mjs'

const home = join('/', 'home', 'ada')

test.each([
  [{ REMOTEJOB_CACHE: '/elsewhere', XDG_CACHE_HOME: '/xdg' }, 'linux', '/elsewhere'],
  [{ XDG_CACHE_HOME: '/xdg' }, 'linux', join('/xdg', 'remotejob')],
  [{}, 'linux', join(home, '.cache', 'remotejob')],
  [{}, 'darwin', join(home, 'Library/Caches/remotejob')],
  [{ LOCALAPPDATA: 'L' }, 'win32', join('L', 'remotejob/Cache')],
] as const)('with %j on %s the cache is in %s', (env, platform, expected) => {
  expect(locateCache(env, platform, home)).toBe(expected)
})
