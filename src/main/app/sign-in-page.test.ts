import { describe, expect, it } from 'vitest'
import { signInPage } from './sign-in-page.ts'

describe('signInPage', () => {
  it.each([
    'https://device.sso.eu-west-1.amazonaws.com/?user_code=ABCD-EFGH',
    'https://device.sso.cn-north-1.amazonaws.com.cn/',
    'https://oidc.eu-west-1.amazonaws.com/authorize?response_type=code',
    'https://my-company.awsapps.com/start/#/device?user_code=ABCD-EFGH',
    'https://ssoins-1234567890.portal.eu-west-1.app.aws/',
    'https://signin.aws.amazon.com/v1/authorize?client_id=x',
    'https://us-east-1.signin.aws.amazon.com/v1/authorize',
    'https://us-gov-west-1.signin.amazonaws-us-gov.com/v1/authorize',
  ])('accepts %s', (address) => {
    expect(signInPage(address)).toBe(address)
  })

  it.each([
    'http://signin.aws.amazon.com/',
    'file:///etc/passwd',
    'file://server/share/a.exe',
    '\\\\server\\share\\a.exe',
    'ms-msdt:/id PCWDiagnostic',
    'smb://server/share',
    'javascript:alert(1)',
    'data:text/html,x',
    'ssh://signin.aws.amazon.com',
    'https://evil.example/',
    'https://signin.aws.amazon.com.evil.example/',
    'https://evil-signin.aws.amazon.com.co/',
    'https://bucket.s3.amazonaws.com/signin.aws.amazon.com',
    'https://bucket.s3.eu-west-1.amazonaws.com/',
    'https://device.sso.eu-west-1.amazonaws.com:8443/',
    'https://user:password@signin.aws.amazon.com/',
    'https://signin.aws.amazon.com@evil.example/',
    'https://evil.example\\@signin.aws.amazon.com/',
    'https://awsapps.com/',
    'https://signin.aws.amazon.com./',
    `https://signin.aws.amazon.com/${'x'.repeat(5_000)}`,
    'signin.aws.amazon.com',
    '--renderer-cmd-prefix=sh',
    '',
  ])('refuses %s', (address) => {
    expect(signInPage(address)).toBeNull()
  })

  it('returns the parsed URL', () => {
    expect(signInPage(' HTTPS://SIGNIN.aws.amazon.com/a b"\n')).toBe('https://signin.aws.amazon.com/a%20b%22')
  })
})
