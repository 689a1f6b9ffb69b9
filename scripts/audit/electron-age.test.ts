import { expect, test } from 'vitest'
import { electronProblem } from './electron-age.mjs'

test.each(['45.4.1', '44.0.0', '43.9.9', '46.0.0-beta.1'])(
  'Electron %s may ship while 45 is the newest',
  (version) => {
    expect(electronProblem(version, '45.5.0')).toBeUndefined()
  },
)

test.each(['42.9.9', '33.2.1'])('Electron %s may not ship while 45 is the newest', (version) => {
  expect(electronProblem(version, '45.5.0')).toContain('Update it to 43 or newer')
})

test('rejects a text that is not a version', () => {
  expect(electronProblem('45.0.0', '')).toContain('is not a version')
  expect(electronProblem('', '45.0.0')).toContain('is not a version')
})
