import { expect, test } from 'vitest'
import { networkRefusal } from './electron.mjs'

test.each([
  ['TypeError: fetch failed', 'fetch failed'],
  ['Error: getaddrinfo ENOTFOUND somewhere.invalid', 'ENOTFOUND'],
  ['HTTPError: Response code 403 (Forbidden) for https://somewhere.invalid/', 'Response code 403'],
  ['HTTPError: Response code 404 (Not Found) for https://somewhere.invalid/', undefined],
  ['Error: Generated checksum for "electron.zip" did not match', undefined],
  ['Error: ENOSPC: no space left on device, write', undefined],
])('the network error in “%s” is %s', (output, expected) => {
  expect(networkRefusal(`${output}\n    at somewhere\n`)).toBe(expected)
})
