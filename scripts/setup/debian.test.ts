import { expect, test } from 'vitest'
import { madisonNames, pickNames } from './debian.mjs'

test('picks the t64 name if apt has it', () => {
  const known = madisonNames(
    'libgtk-3-0t64 | 3.24.41-4 | http://archive.invalid noble/main amd64 Packages\n' +
      '   libnss3 | 2:3.98-1 | http://archive.invalid noble/main amd64 Packages\n',
  )
  expect(pickNames(['libgtk-3-0', 'libnss3'], known)).toEqual(['libgtk-3-0t64', 'libnss3'])
})

test('keeps the plain name if apt has no package index', () => {
  expect(pickNames(['libgtk-3-0'], madisonNames(''))).toEqual(['libgtk-3-0'])
})
