import { expect, test } from 'vitest'
import { isDamage } from './database.ts'

test("recognises damage by SQLite's error code", () => {
  expect(isDamage(Object.assign(new Error('x'), { code: 'SQLITE_CORRUPT_VTAB' }))).toBe(true)
  expect(isDamage(Object.assign(new Error('x'), { code: 'SQLITE_FULL' }))).toBe(false)
  expect(isDamage(new Error('SQLITE_CORRUPT'))).toBe(false)
})
