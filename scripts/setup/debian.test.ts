import { expect, test } from 'vitest'
import { madisonNames, pickNames } from './debian.mjs'

test('a t64 name is taken where apt knows it', () => {
  const known = madisonNames(
    'libgtk-3-0t64 | 3.24.41-4 | http://archive.invalid noble/main amd64 Packages\n' +
      '   libnss3 | 2:3.98-1 | http://archive.invalid noble/main amd64 Packages\n',
  )
  expect(pickNames(['libgtk-3-0', 'libnss3'], known)).toEqual(['libgtk-3-0t64', 'libnss3'])
})

test('the plain name is taken where apt knows nothing yet', () => {
  expect(pickNames(['libgtk-3-0'], madisonNames(''))).toEqual(['libgtk-3-0'])
})
