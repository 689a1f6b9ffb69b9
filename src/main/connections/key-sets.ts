import {
  type Assignment,
  assignmentsOf,
  isComment,
  type KeyValue,
  refersElsewhere,
  withoutComment,
  withPlainMarks,
} from './key-lines.ts'

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

type Found = Partial<Record<keyof AccessKeys, KeyValue>>

/** A set of which some or all values only say where the key is. */
type Candidate = KeySet & { readonly references: 'none' | 'some' | 'all' }

const vendor = '(?:aws|s3|minio|scw|r2|spaces|wasabi|b2|ceph|garage)?'

/** The names that AWS, S3 servers and their tools give to each field, in small letters and without marks. */
const names: readonly (readonly [field: keyof AccessKeys, name: RegExp])[] = [
  ['accessKeyId', new RegExp(`^${vendor}(?:accesskeyid|accesskey|keyid|applicationkeyid|rootuser)$`)],
  ['secretAccessKey', new RegExp(`^${vendor}(?:secretaccesskey|secretkey|applicationkey|rootpassword)$`)],
  ['sessionToken', new RegExp(`^${vendor}(?:sessiontoken|securitytoken)$`)],
]

/** What a text contains. */
interface FoundKeys {
  /** All complete key pairs, in their order. Equal ones count once. */
  readonly sets: readonly KeySet[]
  /** Whether keys are missing because the text only says where they are, such as `$KEY`. */
  readonly areElsewhere: boolean
}

/** Finds all complete key pairs of a text. */
export function parseKeySets(text: string): FoundKeys {
  const plain = withPlainMarks(text)
  const candidates = fromJson(text) ?? fromCsv(plain) ?? fromLines(plain)
  const complete = candidates.filter(({ references }) => references === 'none')
  const sets = complete.map(({ keys, section }) => ({ keys, section }))
  return {
    sets: sets.filter(
      ({ keys }, index) =>
        sets.findIndex((other) => JSON.stringify(other.keys) === JSON.stringify(keys)) === index,
    ),
    // A script that sets the keys may well hand them on as variables.
    areElsewhere:
      candidates.some(({ references }) => references === 'some') ||
      (sets.length === 0 && candidates.length > 0),
  }
}

function fieldOf(name: string): keyof AccessKeys | undefined {
  const plain = name.toLowerCase().replace(/[^a-z0-9]/g, '')
  return names.find(([, pattern]) => pattern.test(plain))?.[0]
}

function setOf({ accessKeyId, secretAccessKey, sessionToken }: Found, section: string | null): Candidate[] {
  if (!accessKeyId?.text || !secretAccessKey?.text) return []
  const values = [accessKeyId, secretAccessKey, ...(sessionToken?.text ? [sessionToken] : [])]
  const count = values.filter(({ isReference }) => isReference).length
  const keys = {
    accessKeyId: accessKeyId.text,
    secretAccessKey: secretAccessKey.text,
    ...(sessionToken?.text ? { sessionToken: sessionToken.text } : {}),
  }
  return [{ section, keys, references: count === 0 ? 'none' : count < values.length ? 'some' : 'all' }]
}

function valueOf(text: string): KeyValue {
  const trimmed = text.trim()
  return { text: trimmed, isReference: refersElsewhere(trimmed) }
}

/** The JSON of the AWS CLI and of S3 servers: any object that has the fields itself. */
function fromJson(text: string): readonly Candidate[] | null {
  let value: unknown
  try {
    value = JSON.parse(text)
  } catch {
    return null
  }
  return typeof value === 'object' && value !== null ? fromValue(value, null, 0) : null
}

function fromValue(value: unknown, section: string | null, depth: number): Candidate[] {
  if (typeof value !== 'object' || value === null || depth > 20) return []
  const found: Found = {}
  const inner: Candidate[] = []
  for (const [name, part] of Object.entries(value)) {
    const field = fieldOf(name)
    if (field !== undefined && typeof part === 'string') found[field] ??= valueOf(part)
    else inner.push(...fromValue(part, Array.isArray(value) ? section : name, depth + 1))
  }
  return [...setOf(found, section), ...inner]
}

/** The CSV of the AWS console: a line of titles, then a line for each user. */
function fromCsv(text: string): readonly Candidate[] | null {
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
      if (field !== undefined && row[column]) found[field] = valueOf(row[column])
    })
    return setOf(found, row[userColumn] || null)
  })
}

/** Lines of a credentials file, of an `.env` file, and of any shell. */
function fromLines(text: string): readonly Candidate[] {
  const sets: Candidate[] = []
  let section: string | null = null
  let found: Found = {}
  const close = (): void => {
    sets.push(...setOf(found, section))
    found = {}
  }
  const lines = text.split(/\r\n|\n|\r/)
  lines.forEach((whole, index) => {
    if (isComment(whole)) return
    const line = withoutComment(whole, section !== null)
    const header = /^\s*\[([^\]]+)\]\s*$/.exec(line)
    if (header !== null) {
      close()
      section = (header[1] ?? '').trim().replace(/^profile\s+/, '')
      return
    }
    const assignments = assignmentsOf(line, section !== null, (name) => fieldOf(name) !== undefined)
    for (const { name, value } of [...assignments, ...labelled(line, lines[index + 1] ?? '')]) {
      const field = fieldOf(name)
      if (field === undefined) continue
      // A field that comes again belongs to the next set, unless it only repeats itself.
      if (found[field] !== undefined && found[field].text !== value.text) close()
      found[field] = value
    }
  })
  close()
  return sets
}

/** A value on the line below its label, as web pages show it. */
function labelled(line: string, next: string): readonly Assignment[] {
  const label = line.trim().replace(/:$/, '')
  if (fieldOf(label) === undefined || !/^\s*[^\s=:]{8,}\s*$/.test(next)) return []
  return [{ name: label, value: valueOf(next) }]
}
