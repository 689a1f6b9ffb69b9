/** Names of secrets in any spelling: `SecretAccessKey`, `aws_secret_access_key`, `x-amz-security-token`. */
const names = [
  'secret (?:access )?key',
  '(?:session|security|access|refresh|id|identity|bearer|csrf) token',
  'access key id',
  'client secret',
  'code verifier',
  'device code',
  'token code',
  'password',
  'saml assertion',
  'receipt handle',
]
  .join('|')
  .replaceAll(' ', '[-_ ]?')

const quotes = `["'\\\\]*`
const assigned = `${quotes}\\s*[=:]\\s*${quotes}`

const secrets: readonly (readonly [RegExp, string])[] = [
  [/(?<![A-Z0-9])(?:AKIA|ASIA|LOCAL)[A-Z0-9]{12,}/g, '[access key]'],
  [new RegExp(`((?:${names})${assigned})[^\\s"'\\\\,;&<>}\\])]+`, 'gi'), '$1[redacted]'],
  [new RegExp(`(<(?:\\w+:)?(?:${names})>)[^<]+`, 'gi'), '$1[redacted]'],
  // The parameters of signed addresses and of a sign-in. Elsewhere, a code is that of an error.
  [/((?:X-Amz-(?:Signature|Credential)|[?&](?:Signature|code))=)[^&\s"'<]+/gi, '$1[redacted]'],
  [new RegExp(`(authorization${assigned})(?:AWS|Basic|Bearer|Digest)[^"'\\\\\\n]*`, 'gi'), '$1[redacted]'],
  [/\b(value )\S+( for parameter receipt ?handle)/gi, '$1[redacted]$2'],
  [/(receipt ?handle ["'“])[^"'”]+/gi, '$1[redacted]'],
  // The password in an address, such as that of a proxy.
  [/(:\/\/)[^/\s@"'<>]+@/g, '$1[redacted]@'],
]

/** Formats a value for the log. Errors become text, and anything that looks like a secret is removed. */
export function redact(value: unknown): string {
  const text =
    value instanceof Error
      ? (value.stack ?? value.message)
      : typeof value === 'string'
        ? value
        : JSON.stringify(value)
  return secrets.reduce((line, [pattern, stand]) => line.replace(pattern, stand), text ?? String(value))
}
