import { expect, it } from 'vitest'
import { trayOnClose } from './close-to-tray.ts'

const on = { showsTray: true, closesToTray: true, knowsTray: false }

it('explains it once, and then hides the window', () => {
  expect(trayOnClose(on, true)).toBe('explain')
  expect(trayOnClose({ ...on, knowsTray: true }, true)).toBe('hide')
})

it.each([
  ['the tray is off', { ...on, showsTray: false }, true],
  ['the window is to quit', { ...on, closesToTray: false }, true],
  ['there is no icon', on, false],
])('does not hide the window if %s', (_why, settings, hasIcon) => {
  expect(trayOnClose(settings, hasIcon)).toBeNull()
})
