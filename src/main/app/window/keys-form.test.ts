import { expect, test } from 'vitest'
import { keysOfForm, keysPage, keysPolicy } from './keys-form.ts'

const body = (fields: Record<string, string>): string => new URLSearchParams(fields).toString()

test('reads permanent and temporary keys', () => {
  expect(keysOfForm(body({ id: ' AKIAEXAMPLE ', secret: 'a/b+c=', token: '' }))).toEqual({
    accessKeyId: 'AKIAEXAMPLE',
    secretAccessKey: 'a/b+c=',
  })
  expect(keysOfForm(body({ id: 'ASIA', secret: 's', token: 'long+token/==' }))).toEqual({
    accessKeyId: 'ASIA',
    secretAccessKey: 's',
    sessionToken: 'long+token/==',
  })
})

test.each([
  ['nothing', ''],
  ['no secret', body({ id: 'AKIA', secret: '', token: '' })],
  ['a space', body({ id: 'AK IA', secret: 's', token: '' })],
  ['a line break', body({ id: 'AKIA', secret: 's\r\nx: y', token: '' })],
  ['another field', body({ id: 'AKIA', secret: 's', token: '', more: '1' })],
  ['too much', body({ id: 'A'.repeat(200), secret: 's', token: '' })],
])('refuses a form with %s', (_what, text) => {
  expect(keysOfForm(text)).toBeNull()
})

test('a name cannot become markup', () => {
  const page = keysPage('<img src=x onerror=alert(1)>"', '<b>')
  expect(page).not.toContain('<img')
  expect(page).not.toContain('<b>')
  expect(page).not.toContain('<script')
})

test('has a policy that allows no script, and no host but its own', () => {
  expect(keysPolicy).toBe(
    "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'",
  )
})
