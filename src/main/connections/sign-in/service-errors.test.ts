import { expect, it } from 'vitest'
import { refusalText } from './service-errors.ts'

it.each([
  ['access_denied', 'You declined the sign-in in the browser.'],
  ['constructor', 'AWS refused the sign-in (constructor).'],
  ['__proto__', 'AWS refused the sign-in (__proto__).'],
  ['<b>\n', 'AWS refused the sign-in (b).'],
])('a sign-in service that refuses with %j has a sentence', (reason, message) => {
  expect(refusalText(reason).message).toBe(message)
})
