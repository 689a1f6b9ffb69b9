import { expect, it } from 'vitest'
import { isHelpLink } from './help-hosts.ts'

it.each(['https://www.npmjs.com/package/remotejob', 'https://docs.aws.amazon.com/IAM/latest/UserGuide/#top'])(
  'opens %s',
  (address) => expect(isHelpLink(address)).toBe(true),
)

it.each([
  'http://github.com/',
  'https://github.com.evil.example/',
  'https://evil.example/?https://github.com/',
  'https://user@github.com/',
  'https://github.com:8443/',
  'https://github.com@evil.example/',
  'file:///etc/passwd',
  'javascript:alert(1)//github.com',
  'ms-msdt:/id PCWDiagnostic',
  'smb://github.com/share',
  String.raw`\\github.com\share`,
  'github.com',
  '',
])('does not open %j', (address) => expect(isHelpLink(address)).toBe(false))
