/** Names of secrets in any spelling: `SecretAccessKey`, `aws_secret_access_key`, `x-amz-security-token`. */
const names = [
  'secret (?:access )?key',
  '(?:session|security|access|refresh|id|identity|bearer|csrf|metadata|authorization|auth) token',
  'access key id',
  'client secret',
  'code verifier',
  'device code',
  'token code',
  'password',
  'passwd',
  'passphrase',
  'saml assertion',
  'receipt handle',
]
  .join('|')
  .replaceAll(' ', '[-_ ]?')

const quotes = `["'\\\\]*`
/** Also between the entries of a list of raw headers, and in an encoded query. */
const assigned = `(?:${quotes}\\s*(?:=>|[=:]|%3D)\\s*${quotes}|["'],\\s*["'])`

/** What a secret looks like in any text, with its replacement. */
export const secretPatterns: readonly (readonly [RegExp, string])[] = [
  [/(?<![A-Z0-9])(?:AKIA|ASIA|LOCAL)[A-Z0-9]{12,}/g, '[access key]'],
  [new RegExp(`((?:${names})${assigned})[^\\s"'\\\\,;&<>}\\])]+`, 'gi'), '$1[redacted]'],
  [new RegExp(`(<(?:\\w+:)?(?:${names})(?:\\s[^<>]*)?>)[^<]+`, 'gi'), '$1[redacted]'],
  // The parameters of signed addresses and of a sign-in. Elsewhere, a code is that of an error.
  [/((?:X-Amz-(?:Signature|Credential)|[?&](?:Signature|code)|[\s,]Signature)=)[^&\s"'<]+/gi, '$1[redacted]'],
  [
    new RegExp(
      `(authorization(?:${assigned}|\\s+))(?:AWS|Basic|Bearer|Digest|DPoP|Negotiate|NTLM)\\b[^"'\\\\\\n]*`,
      'gi',
    ),
    '$1[redacted]',
  ],
  [/\b(value )\S+( for parameter receipt ?handle)/gi, '$1[redacted]$2'],
  [/(receipt ?handle ["'“])[^"'”]+/gi, '$1[redacted]'],
  [new RegExp(`\\b((?:set-)?cookie${assigned})[^"'\\n]+`, 'gi'), '$1[redacted]'],
  // A JSON web token.
  [/\beyJ[\w-]{5,}\.[\w-]+\.[\w-]*/g, '[token]'],
  [/(-----BEGIN [A-Z ]*PRIVATE KEY-----)[^-]*/g, '$1[redacted]'],
  // The password in an address, such as that of a proxy. It may contain characters that end the host, unless it is a
  // port.
  [/([:][\\/]{2})(?!\[)[^/\\\s@:]{0,300}:(?!\d{1,5}[/?#])\S{0,300}@/g, '$1[redacted]@'],
  [/([:][\\/]{2})[^/\\\s@"'<>]+@/g, '$1[redacted]@'],
  [/(?<![\w.:/-])[\w.-]{1,300}:(?!\/\/)[^\s@]{1,300}@(?=[\w.-]{1,300}:\d)/g, '[redacted]@'],
]
