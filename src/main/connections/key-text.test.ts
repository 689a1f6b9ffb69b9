import { describe, expect, it } from 'vitest'
import { maskKeyId, parseKeys } from './key-text.ts'

const id = 'AKIAIOSFODNN7EXAMPLE'
const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'

describe('parseKeys', () => {
  it.each([
    ['bash lines', `export AWS_ACCESS_KEY_ID=${id}\nexport AWS_SECRET_ACCESS_KEY='${secret}'`],
    ['PowerShell lines', `$env:AWS_ACCESS_KEY_ID="${id}"\n$env:AWS_SECRET_ACCESS_KEY="${secret}"`],
    ['Windows lines', `set AWS_ACCESS_KEY_ID=${id}\r\nset AWS_SECRET_ACCESS_KEY=${secret}`],
    ['a credentials file', `[default]\naws_access_key_id = ${id}\naws_secret_access_key = ${secret}\n`],
    ['JSON', JSON.stringify({ Credentials: { AccessKeyId: id, SecretAccessKey: secret } })],
    ['the console CSV', `Access key ID,Secret access key\n${id},${secret}\n`],
  ])('reads %s', (_name, text) => {
    expect(parseKeys(text)).toEqual({ accessKeyId: id, secretAccessKey: secret })
  })

  it('reads the session token', () => {
    const text = `AWS_ACCESS_KEY_ID=${id}\nAWS_SECRET_ACCESS_KEY=${secret}\nAWS_SESSION_TOKEN=abc==`
    expect(parseKeys(text).sessionToken).toBe('abc==')
  })

  it('rejects other text without repeating it', () => {
    const text = `AWS_SECRET_ACCESS_KEY=${secret}`
    expect(() => parseKeys(text)).toThrowError(
      expect.objectContaining({ code: 'CREDENTIALS', message: expect.not.stringContaining(secret) }),
    )
  })
})

describe('maskKeyId', () => {
  it('shows only the ends', () => {
    expect(maskKeyId(id)).toBe('AKIA…MPLE')
    expect(maskKeyId('short')).toBe('••••')
  })
})
