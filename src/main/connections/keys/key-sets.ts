import {
  type Assignment,
  assignmentsOf,
  isComment,
  type KeyValue,
  refersElsewhere,
  withoutBlockComments,
  withoutComment,
  withPlainMarks,
} from './key-lines.ts'
import { withoutMarkup } from './key-markup.ts'
import { keyNameOf, type KeyName } from './key-names.ts'
import { positionalKeys, rowOfTable } from './key-tables.ts'
import { decodedSecret, withDecodedSecrets } from './kubernetes-secrets.ts'

/** Static or temporary AWS keys. They exist only in the memory of the main process. */
export interface AccessKeys {
  readonly accessKeyId: string
  readonly secretAccessKey: string
  readonly sessionToken?: string
}

/** Keys found together in a text. */
export interface KeySet {
  readonly keys: AccessKeys
  /** The name of their section, or `null`. */
  readonly section: string | null
}

type Found = Partial<Record<keyof AccessKeys, KeyValue>>

/** A key set whose values may be references to keys stored elsewhere. */
type Candidate = KeySet & { readonly references: 'none' | 'some' | 'all' }

/** The keys found in a text. */
interface FoundKeys {
  /** All complete key pairs in order, without duplicates. */
  readonly sets: readonly KeySet[]
  /** True if keys are missing because the text only refers to them, as in `$KEY`. */
  readonly areElsewhere: boolean
}

/** Finds all complete key pairs in a text. */
export function parseKeySets(text: string): FoundKeys {
  const plain = withoutBlockComments(withPlainMarks(text))
  const candidates = fromJson(text) ?? fromCsv(plain) ?? fromLines(withoutMarkup(withDecodedSecrets(plain)))
  const complete = candidates.filter(({ references }) => references === 'none')
  const sets = complete.map(({ keys, section }) => ({ keys, section }))
  return {
    sets: sets.filter(
      ({ keys }, index) =>
        sets.findIndex((other) => JSON.stringify(other.keys) === JSON.stringify(keys)) === index,
    ),
    // A script that sets the keys may well pass them on as variables.
    areElsewhere:
      candidates.some(({ references }) => references === 'some') ||
      (sets.length === 0 && candidates.length > 0),
  }
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

/** Parses the JSON of the AWS CLI and of S3 servers: any object with the fields. */
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
  const parts: Part[] = []
  const inner: Candidate[] = []
  const add = ({ field, owner }: KeyName, text: string): void => {
    // If two names mean the same field, the first one wins.
    if (parts.some((part) => part.field === field && part.owner === owner)) return
    parts.push({ field, owner, value: valueOf(text), line: parts.length })
  }
  for (const [name, part] of [...Object.entries(decodedSecret(value)), ...namedValues(value)]) {
    const known = keyNameOf(name)
    if (known !== undefined && typeof part === 'string') add(known, part)
    else inner.push(...fromValue(part, Array.isArray(value) ? section : name, depth + 1))
  }
  const { Token: token, access, secret, id } = value as Readonly<Record<string, unknown>>
  const owner = parts[0]?.owner ?? ''
  // EC2 and ECS return keys like this. Elsewhere, a token may be something else.
  if (typeof token === 'string') add({ field: 'sessionToken', owner }, token)
  // OpenStack and Terraform state use names that are ambiguous on their own.
  const plainId = access ?? (/^A[KS]IA\w{8,}$/.test(String(id)) ? id : null)
  if (parts.length === 0 && typeof plainId === 'string' && typeof secret === 'string') {
    add({ field: 'accessKeyId', owner }, plainId)
    add({ field: 'secretAccessKey', owner }, secret)
  }
  return [...setsOf(parts, section), ...inner]
}

/** Returns the variables in a Kubernetes or ECS list, where each is an object with a name and a value. */
function namedValues(value: object): readonly (readonly [name: string, value: string])[] {
  if (!Array.isArray(value)) return []
  return value.flatMap((item: unknown) => {
    const fields = Object.entries(typeof item === 'object' && item !== null ? item : {})
    const find = (wanted: RegExp): unknown => fields.find(([title]) => wanted.test(title))?.[1]
    const [name, text] = [find(/^(?:name|key)$/i), find(/^value$/i)]
    return typeof name === 'string' && typeof text === 'string' ? [[name, text] as const] : []
  })
}

/** Parses the CSV of the AWS console: a header, then a line for each user. */
function fromCsv(text: string): readonly Candidate[] | null {
  const [head = [], ...rows] = text
    .split(/\r\n|\n|\r/)
    .filter((line) => line.trim() !== '')
    .map((line) => line.split(',').map((cell) => cell.trim().replace(/^"(.*)"$/, '$1')))
  const fields = head.map((title) => keyNameOf(title)?.field)
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

/** A field found on a line. */
type Part = KeyName & { readonly value: KeyValue; readonly line: number }

/** Parses the lines of a credentials file, an `.env` file, or any shell. */
function fromLines(text: string): readonly Candidate[] {
  const sets: Candidate[] = []
  let section: string | null = null
  let parts: Part[] = []
  const close = (): void => {
    sets.push(...setsOf(parts, section))
    parts = []
  }
  // In a Terraform provider or backend block, the session token is just called `token`.
  const isProvider = /^\s*(?:provider\s+"aws"|backend\s+"s3")/m.test(text)
  const lines = text.split(/\r\n|\n|\r/)
  lines.forEach((whole, index) => {
    if (isComment(whole)) return
    const line = withoutComment(whole, section !== null)
    const header = /^\s*\[([^\]{}]+)\]\s*$/.exec(line)
    if (header !== null) {
      close()
      section = (header[1] ?? '').trim().replace(/^profile\s+/, '')
      return
    }
    const isInSection = section !== null
    const knownHere = (name: string): KeyName | undefined => {
      const isToken =
        (isInSection && name === 'access_token') || name === 'Token' || (isProvider && name === 'token')
      // A token belongs to the keys before it.
      return isToken ? { field: 'sessionToken', owner: parts.at(-1)?.owner ?? '' } : keyNameOf(name)
    }
    const isField = (name: string): boolean => knownHere(name) !== undefined
    const next = lines[index + 1] ?? ''
    // The value may be on the line below its name.
    const isName = /(?:^|[\s{"'-])name["']?\s*[:=]\s*\S+\s*$/i.test(line)
    const shown = isName ? `${line.trimEnd()} ${withoutComment(next, isInSection).trim()}` : line
    const assigned = [...assignmentsOf(shown, isInSection, isField), ...labelled(line, next)]
    const found = assigned.length > 0 ? assigned : [...positionalKeys(line), ...rowOfTable(line)]
    for (const { name, value } of found) {
      const known = knownHere(name)
      if (known !== undefined) parts.push({ ...known, value, line: index })
    }
  })
  close()
  return sets
}

/**
 * Splits the fields of a section into sets. Keys of different owners are combined only if none of them has a
 * complete pair.
 */
function setsOf(parts: readonly Part[], section: string | null): readonly Candidate[] {
  const groups = new Map<string, Part[]>()
  for (const part of parts) {
    const group = groups.get(part.owner)
    if (group === undefined) groups.set(part.owner, [part])
    else group.push(part)
  }
  const sets = [...groups.values()].flatMap((group) => setsInOrder(group, section))
  return sets.length > 0 ? sets : setsInOrder(parts, section)
}

/** Splits fields into sets that contain each field once. */
function setsInOrder(parts: readonly Part[], section: string | null): readonly Candidate[] {
  const sets: Candidate[] = []
  let found: Found = {}
  parts.forEach(({ field, value }, index) => {
    // A repeated field starts the next set, unless its value is the same.
    const isNext =
      found[field] === undefined ? isTokenOfNext(parts, index, found) : found[field].text !== value.text
    if (isNext) {
      sets.push(...setOf(found, section))
      found = {}
    }
    found[field] = value
  })
  return [...sets, ...setOf(found, section)]
}

/**
 * True if a session token after a pair belongs to the next pair. Long-lived keys (AKIA…) have none.
 */
function isTokenOfNext(
  parts: readonly Part[],
  index: number,
  { accessKeyId, secretAccessKey }: Found,
): boolean {
  const [before, token, after] = [parts[index - 1], parts[index], parts[index + 1]]
  if (!accessKeyId || !secretAccessKey || !before || !after || token?.field !== 'sessionToken') return false
  const next = parts.slice(index + 1, index + 3)
  const nextId = next.find(({ field }) => field === 'accessKeyId')?.value.text
  if (next.length < 2 || nextId === undefined || nextId === accessKeyId.text) return false
  const isLongLived = accessKeyId.text.startsWith('AKIA')
  if (isLongLived !== nextId.startsWith('AKIA')) return isLongLived
  return token.line - before.line > after.line - token.line
}

/** Returns a value on the line below its label, as web pages show it. */
function labelled(line: string, next: string): readonly Assignment[] {
  const label = line.trim().replace(/:$/, '')
  if (keyNameOf(label) === undefined || !/^\s*[^\s=:]{8,}\s*$/.test(next)) return []
  return [{ name: label, value: valueOf(next) }]
}
