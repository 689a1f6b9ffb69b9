/** Static or temporary AWS keys. They exist only in the memory of the main process. */
export interface AccessKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Keys that were found together in one place of a text. */
export interface KeySet {
  readonly keys: AccessKeys
  /** The name of the section that they are in; `null` without one. */
  readonly section: string | null
}

type Found = Partial<Record<keyof AccessKeys, string>>

const vendor = '(?:aws|s3|minio|scw|r2|spaces|wasabi|b2|ceph|garage)?'

/** The names that AWS, S3 servers and their tools give to each field, in small letters and without marks. */
const names: readonly (readonly [field: keyof AccessKeys, name: RegExp])[] = [
  ['accessKeyId', new RegExp(`^${vendor}(?:accesskeyid|accesskey|keyid|applicationkeyid|rootuser)$`)],
  ['secretAccessKey', new RegExp(`^${vendor}(?:secretaccesskey|secretkey|applicationkey|rootpassword)$`)],
  ['sessionToken', new RegExp(`^${vendor}(?:sessiontoken|securitytoken)$`)],
]

/** Finds all complete key pairs of a text, in their order. Equal ones count once. */
export function parseKeySets(text: string): readonly KeySet[] {
  const sets = fromJson(text) ?? fromCsv(text) ?? fromLines(text)
  return sets.filter(
    ({ keys }, index) =>
      sets.findIndex((other) => JSON.stringify(other.keys) === JSON.stringify(keys)) === index,
  )
}

function fieldOf(name: string): keyof AccessKeys | undefined {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  return names.find(([, pattern]) => pattern.test(plain))?.[0]
}

function setOf({ accessKeyId, secretAccessKey, sessionToken }: Found, section: string | null): KeySet[] {
  if (!accessKeyId || !secretAccessKey) return []
  const keys = { accessKeyId, secretAccessKey, ...(sessionToken ? { sessionToken } : {}) }
  return [{ section, keys }]
}

/** The JSON of the AWS CLI and of S3 servers: any object that has the fields itself. */
function fromJson(text: string): readonly KeySet[] | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return typeof value === 'object' && value !== null ? fromValue(value, null, 0) : null
}

function fromValue(value: unknown, section: string | null, depth: number): KeySet[] {
  if (typeof value !== 'object' || value === null || depth > 20) return []
  const found: Found = {}
  const inner: KeySet[] = []
  for (const [name, part] of Object.entries(value)) {
    const field = fieldOf(name)
    if (field !== undefined && typeof part === 'string') found[field] ??= part.trim()
    else inner.push(...fromValue(part, Array.isArray(value) ? section : name, depth + 1))
  }
  return [...setOf(found, section), ...inner]
}

/** The CSV of the AWS console: a line of titles, then a line for each user. */
function fromCsv(text: string): readonly KeySet[] | null {
  const [head = [], ...rows] = text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
  const fields = head.map(fieldOf)
  if (!fields.includes('accessKeyId') || !fields.includes('secretAccessKey')) return null
  const userColumn = head.findIndex((title) => /^user ?name$/i.test(title))
  return rows.flatMap((row) => {
    const found: Found = {}
    fields.forEach((field, column) => {
      if (field !== undefined && row[column]) found[field] = row[column]
    })
    return setOf(found, row[userColumn] || null)
  })
}

/** Lines of a credentials file, of an `.env` file, and of any shell. */
function fromLines(text: string): readonly KeySet[] {
  const sets: KeySet[] = []
  let section: string | null = null
  let found: Found = {}
  const close = (): void => {
    sets.push(...setOf(found, section))
    found = {}
  }
  const lines = text.split(/\r\n|\n|\r/)
  lines.forEach((line, index) => {
    if (/^\s*(?:#|;|\/\/|::|rem\s|--)/i.test(line)) return
    const header = /^\s*\[([^\]]+)\]\s*(?:[#;].*)?$/.exec(line)
    if (header !== null) {
      close()
      section = (header[1] ?? '').trim().replace(/^profile\s+/, '')
      return
    }
    for (const [name, value] of [...assignmentsOf(line), ...labelled(line, lines[index + 1] ?? '')]) {
      const field = fieldOf(name)
      if (field === undefined) continue
      // A field that comes again belongs to the next set, unless it only repeats itself.
      if (found[field] !== undefined && found[field] !== value) close()
      found[field] = value
    }
  })
  close()
  return sets
}

/** A value on the line below its label, as web pages show it. */
function labelled(line: string, next: string): readonly (readonly [name: string, value: string])[] {
  const label = line.trim().replace(/:$/, '')
  return fieldOf(label) !== undefined && /^\s*[^\s=:]{8,}\s*$/.test(next) ? [[label, next.trim()]] : []
}

/**
 * The assignments of a line: `NAME=value`, `export NAME="value"`, `setx NAME value`, `set -gx NAME value`,
 * `$Env:NAME = 'value'`, `[Environment]::SetEnvironmentVariable('NAME', 'value')`, `NAME: value`, `-e NAME=value`.
 */
function assignmentsOf(line: string): readonly (readonly [name: string, value: string])[] {
  const found: [string, string][] = []
  const value = `(?:"((?:[^"\\\\]|\\\\.)*)"|'([^']*)'|([^\\s"',;{}&|]+))`
  const forms = [
    // cmd.exe: the quotes surround the whole assignment.
    new RegExp(`(?:^|[\\s&])set\\s+"([A-Za-z0-9_]+)=([^"]*)"`, 'gi'),
    new RegExp(`SetEnvironmentVariable\\(\\s*["']([A-Za-z0-9_]+)["']\\s*,\\s*${value}`, 'gi'),
    // csh, fish and setx separate with a space.
    new RegExp(
      `(?:^|[\\s;&])(?:setenv|setx|set\\s+(?:-\\w+\\s+)+|set\\s+--\\w+\\s+)\\s*"?([A-Za-z0-9_]+)"?\\s+${value}`,
      'gi',
    ),
    new RegExp(
      `(?:^|[\\s{,;(&[])(?:\\$?\\{?env[:.])?["']?([A-Za-z_][A-Za-z0-9_ -]*?)["']?[}\\]]?\\s*[=:]\\s*${value}`,
      'gi',
    ),
    // PowerShell's other cmdlets: Set-Item -Path Env:NAME -Value 'value'.
    new RegExp(`env:\\\\?([A-Za-z0-9_]+)["']?\\s+(?:-value\\s+)?${value}`, 'gi'),
  ]
  for (const form of forms) {
    for (const [, name = '', double, single, bare] of line.matchAll(form)) {
      const text = double ?? single ?? bare ?? ''
      const word =
        name.trim().split(' ').length > 1 && fieldOf(name) === undefined
          ? (name.trim().split(' ').at(-1) ?? '')
          : name
      if (text !== '' && fieldOf(word) !== undefined) found.push([word, text])
    }
    if (found.length > 0) return found
  }
  return found
}
