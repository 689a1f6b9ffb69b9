import type { Assignment } from './key-lines.ts'
import { refersElsewhere } from './key-lines.ts'

const word = String.raw`(?:"([^"]*)"|'([^']*)'|(\S+))`

/**
 * Commands and lines that contain the keys by position. Each key or token has three groups: in double quotes,
 * in single quotes, and without quotes.
 */
const positional: readonly RegExp[] = [
  new RegExp(
    String.raw`\bmc(?:\.exe)?\s+(?:alias\s+set|config\s+host\s+add)\s+\S+\s+\S+\s+${word}\s+${word}`,
  ),
  new RegExp(String.raw`\bgarage\b.*\bkey\s+import\s+(?:--yes\s+)?${word}\s+${word}`),
  // The output of “aws iam create-access-key --output text”, and of STS.
  /^ACCESSKEY\s+()()(A\w{8,})\s+\d{4}-\S+\s+()()(\S{16,})/,
  /^CREDENTIALS\s+()()(A\w{8,})\s+\d{4}-\S+\s+()()(\S{16,})\s+()()(\S{16,})/,
  // mc's host variables contain a URL.
  /\bMC_HOST_\w+=["']?https?:\/\/()()([^:@/\s]+):()()([^:@/\s]+)(?::()()([^@/\s]+))?@/,
]

const names = ['AccessKeyId', 'SecretAccessKey', 'SessionToken']

/** Returns the keys on a line that does not name them, such as `mc alias set lab http://minio:9000 KEY SECRET`. */
export function positionalKeys(line: string): readonly Assignment[] {
  for (const pattern of positional) {
    const match = pattern.exec(line)
    if (match === null) continue
    return names.flatMap((name, at) => {
      const [double, single, bare] = match.slice(1 + at * 3, 4 + at * 3)
      const text = double || single || bare
      return text ? [{ name, value: { text, isReference: refersElsewhere(text) } }] : []
    })
  }
  return []
}

/** The names in OpenStack tables are too common elsewhere. */
const tableNames: Readonly<Record<string, string>> = { access: 'AccessKeyId', secret: 'SecretAccessKey' }

/** Returns the name and the value in a row of a table, with lines or with spaces between its two columns. */
export function rowOfTable(line: string): readonly Assignment[] {
  const [, cell = '', framed] = /^\s*\|+\s*(\w[\w -]*?)\s*\|+\s*(\S+)\s*\|*\s*$/.exec(line) ?? []
  const [, aligned = '', plain] = /^\s*([A-Za-z]\w*)(?:\s{2,}|\t\s*)([^\s<=:]\S*)\s*$/.exec(line) ?? []
  const text = framed ?? plain
  if (text === undefined) return []
  const name = framed === undefined ? aligned : (tableNames[cell] ?? cell)
  return [{ name, value: { text, isReference: refersElsewhere(text) } }]
}
