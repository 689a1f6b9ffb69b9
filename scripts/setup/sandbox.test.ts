import { expect, test } from 'vitest'
import { setuidIsEnough } from './sandbox.mjs'

const status = (bounds: string, noNewPrivileges: 0 | 1): string =>
  `Name:\tnode\nCapBnd:\t${bounds}\nNoNewPrivs:\t${noNewPrivileges}\nSeccomp:\t0\n`

test.each([
  ['on an ordinary system', status('000001ffffffffff', 0), true],
  ["with Docker's capability bounding set", status('00000000a80425fb', 0), false],
  ['with no_new_privs', status('000001ffffffffff', 1), false],
])('detects whether a setuid program can create namespaces %s', (_, text, expected) => {
  expect(setuidIsEnough(text)).toBe(expected)
})
