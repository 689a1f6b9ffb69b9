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
    'https://ssoins-7223abcd1234ef56.us-east-1.portal.amazonaws.com/#/device?user_code=ABCD-EFGH',
    'https://ssoins-7223abcd1234ef56.cn-north-1.portal.amazonaws.com.cn/#/device',
    'https://ssoins-7223abcd1234ef56.portal.cn-north-1.app.amazonwebservices.com.cn/',
    'https://ssoins-7223abcd1234ef56.eusc-de-east-1.portal.amazonaws.eu/',
    'https://ssoins-7223abcd1234ef56.portal.eusc-de-east-1.api.amazonwebservices.eu/',
    'https://oidc.eusc-de-east-1.amazonaws.eu/authorize',
    'https://start.us-gov-home.awsapps.com/directory/my-company#/device?user_code=ABCD-EFGH',
    'https://start.us-gov-west-1.us-gov-home.awsapps.com/directory/d-1234567890',
    'https://start.home.awsapps.cn/directory/my-company',
    'https://start.cn-northwest-1.home.awsapps.cn/directory/d-1234567890',
    'https://identitycenter.amazonaws.com/ssoins-7223abcd1234ef56',
    'https://eusc-de-east-1.signin.amazonaws-eusc.eu/v1/authorize',
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
    'https://bucket.s3.portal.amazonaws.com/',
    'https://oidc.s3.amazonaws.com/',
    'https://portal.s3.eusc-de-east-1.amazonaws.eu/',
    'https://a1b2c3.execute-api.eusc-de-east-1.api.amazonwebservices.eu/',
    'https://a1b2c3.execute-api.eu-west-1.app.aws/',
    'https://ssoins-1.us-east-1.portal.amazonaws.com.evil.example/',
    'https://evilportal.amazonaws.com/',
    'https://signin.amazonaws-eusc.eu.evil.example/',
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
