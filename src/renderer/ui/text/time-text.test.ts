import { expect, it } from 'vitest'
import { ageInList, dayName, startOfDay } from './time-text.ts'

const now = new Date(2026, 10, 26, 12, 0).getTime()
const at = (day: number, hour: number, minute = 0): number => new Date(2026, 10, day, hour, minute).getTime()

it.each([
  [at(26, 0), 'Today'],
  [at(25, 23, 59), 'Yesterday'],
  [at(20, 9), 'Friday'],
  [at(3, 9), 'Tue, Nov 3'],
  [new Date(2025, 10, 26).getTime(), 'Nov 26, 2025'],
])('%d is shown as %s', (moment, name) => {
  expect(dayName(moment, now)).toBe(name)
})

it.each([
  [now + 5_000, 'now'],
  [now - 59_000, 'now'],
  [now - 60_000, '1 min'],
  [now - 3_600_000, '1 h'],
  [at(25, 17, 3), '17:03'],
])('%d is shown as %s in a list', (moment, text) => {
  expect(ageInList(moment, now)).toBe(text)
})

it('puts the whole day under one heading', () => {
  expect(startOfDay(at(26, 0))).toBe(startOfDay(at(26, 23, 59)))
})
