const secrets: readonly (readonly [RegExp, string])[] = [
  [/\b(?:AKIA|ASIA|LOCAL)[A-Z0-9]{12,}\b/g, '[access key]'],
  [/(X-Amz-(?:Signature|Credential|Security-Token)=)[^&\s"']+/gi, '$1[redacted]'],
  [/(aws_?(?:secret_?access_?key|session_?token)"?\s*[=:]\s*"?)[^\s"',}]+/gi, '$1[redacted]'],
  [/("?(?:secretAccessKey|sessionToken|accessKeyId)"?\s*[=:]\s*['"]?)[^\s'",}]+/gi, '$1[redacted]'],
  [/("?ReceiptHandle"?\s*[=:]\s*['"]?)[^\s'",}]+/gi, '$1[redacted]'],
  [/\b(value )\S+( for parameter receipt ?handle)/gi, '$1[redacted]$2'],
  [/(Authorization"?\s*[=:]\s*"?)AWS4[^"\n]*/gi, '$1[redacted]'],
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
