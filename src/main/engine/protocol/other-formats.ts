import { plural } from '../../../shared/texts/intl.ts'
import { openEnvelope, withArticle } from './envelopes.ts'
import type { Opened } from './named-payload.ts'
import { jsonMembers } from './json-members.ts'
import { parseObjectAddress } from './object-address.ts'

/**
 * The maximum number of nested envelopes. An S3 event in an SNS notification in an SQS event in an array
 * needs four.
 */
const maxEnvelopes = 6

/** The payload that a body from another program names. */
export type FoundPayload = {
  readonly bucket: string
  readonly key: string
  /** The body's formats, outermost first: `SNS notification with S3 event`. */
  readonly format: string
  /** Values worth showing, as JSON text by name. */
  readonly fields: ReadonlyMap<string, string>
  /** The number of unopened entries in the body. Each may name its own payload. */
  readonly unopened: number
}

/**
 * Says why a body names no payload. `description` completes “The message is …, so its payload is unknown.”
 */
export type NoPayload = { readonly description: string }

/**
 * Finds the payload in a body that is not a remotejob message: pointers, events and envelopes of other
 * programs, even nested or in base64. Never throws.
 */
export function findPayload(body: string): FoundPayload | NoPayload {
  let text = body
  let value: unknown = parsed(text)
  const formats: string[] = []
  let unopened = 0
  for (let level = 0; level < maxEnvelopes; level += 1) {
    const opened: Opened | null = value === undefined ? openText(text) : openEnvelope(value, text)
    if (opened === null) break
    formats.push(opened.format)
    unopened += opened.unopened ?? 0
    if ('bucket' in opened) {
      const { bucket, key } = opened
      const fields = opened.fields ?? jsonMembers(text) ?? new Map<string, string>()
      return { bucket, key, fields, unopened, format: formats.join(' with ') }
    }
    if ('description' in opened) return { description: within(formats.slice(0, -1), opened.description) }
    text = withoutByteOrderMark(opened.inner)
    value = parsed(text)
  }
  // Text that happens to be valid base64 stays text.
  const shown = formats[0] === base64 ? { text: body, formats: [] } : { text, formats }
  return { description: within(shown.formats, describe(shown.text)) }
}

const base64 = 'base64 text'

/** Opens base64 of JSON, or the URL of an object. */
function openText(text: string): Opened | null {
  const trimmed = text.trim()
  const address = parseObjectAddress(trimmed)
  if (address !== null) return { format: 'S3 address', ...address, fields: new Map() }
  const lines = openLines(trimmed)
  if (lines !== null) return lines
  if (trimmed.length < 8 || !/^[A-Za-z0-9+/_-]+={0,2}$/.test(trimmed.replace(/\s+/g, ''))) return null
  const inner = textOf(Buffer.from(trimmed, 'base64'))
  // Some programs encode a message that is already encoded.
  const isBody =
    parsed(withoutByteOrderMark(inner)) !== undefined || /^(?:ey|WyJ|WyI)[A-Za-z0-9+/_-]{6}/.test(inner)
  return isBody || parseObjectAddress(inner) !== null ? { format: base64, inner } : null
}

/** Decodes UTF-8, or UTF-16 as programs on Windows write it. ASCII in UTF-16 has a zero in every other byte. */
function textOf(bytes: Buffer): string {
  const [first = 0, second = 0] = bytes
  if (bytes.length % 2 === 0 && bytes.length > 0) {
    if ((first === 0xff && second === 0xfe) || (first !== 0 && second === 0)) return bytes.toString('utf16le')
    if ((first === 0xfe && second === 0xff) || (first === 0 && second !== 0))
      return Buffer.from(bytes).swap16().toString('utf16le')
  }
  return bytes.toString('utf8')
}

/** Opens the first of several JSON objects, each on its own line. */
function openLines(text: string): Opened | null {
  const [first = '', second] = text.split('\n', 2)
  if (second === undefined || !first.startsWith('{') || parsed(first) === undefined) return null
  const lines = text.split('\n').filter((line) => line.trim() !== '')
  if (lines.some((line) => !line.startsWith('{'))) return null
  return {
    format: `list of ${lines.length} JSON lines, of which the first was read,`,
    inner: first,
    unopened: lines.length - 1,
  }
}

function within(formats: readonly string[], description: string): string {
  return formats.length === 0 ? description : `${withArticle(formats.join(' with '))} with ${description}`
}

/** Describes a body for the user. */
function describe(text: string): string {
  const value = parsed(text)
  if (text.trim() === '') return 'empty'
  if (Array.isArray(value))
    return `a JSON array of ${value.length === 1 ? '1 value' : `${value.length} values`}`
  if (typeof value === 'object' && value !== null) {
    const names = Object.keys(value)
    const shown = names.slice(0, 4).map((name) => `“${name.slice(0, 40)}”`)
    if (shown.length === 0) return 'an empty JSON object'
    return `a JSON object without a bucket or key (its fields: ${shown.join(', ')}${names.length > 4 ? ' …' : ''})`
  }
  if (value !== undefined) return `the JSON value ${text.trim().slice(0, 40)}`
  if (/^\s*<(?:\?xml|[a-z!])/i.test(text)) return 'XML or HTML'
  if (/^\s*(?:H4sI|eJ[wxyz]|eNo|eAE|KLUv)[A-Za-z0-9+/_-]{12,}={0,2}\s*$/.test(text))
    return 'compressed data in base64'
  return `text of ${plural(text.length, 'character')}`
}

/** Removes the byte order mark that some programs put in front of UTF-8, one for each time that they pass it on. */
export function withoutByteOrderMark(body: string): string {
  return body.startsWith('\uFEFF') ? body.replace(/^\uFEFF+/, '') : body
}

/** Returns `undefined` if the text is not JSON. */
function parsed(text: string): unknown {
  try {
    return JSON.parse(text) as unknown
  } catch {
    return undefined
  }
}
