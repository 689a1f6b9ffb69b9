import type { JobFields } from '../../../shared/jobs/job-fields.ts'
import { EngineError } from '../errors/engine-error.ts'

/** S3's limit for user metadata, in bytes: all names and all values, as sent. */
export const metadataLimitBytes = 2_048

const reserved: ReadonlySet<string> = new Set(['key', 'body', 'bucket'])
const headerToken = /^[A-Za-z0-9!#$%&'*+.^_`|~-]{1,128}$/
/** The charset can be followed by a language: `=?UTF-8*en?Q?…?=` (RFC 2231). */
const encodedWord = /=\?([^?*\s]+)(?:\*[^?\s]*)?\?([BbQq])\?([^?\s]*)\?=/g
/** A single character after groups of four holds no whole byte. */
const base64Text = /^(?:[A-Za-z0-9+/_-]{4})*(?:[A-Za-z0-9+/_-]{2,3})?={0,2}$/

/**
 * Checks that S3 and the protocol support the field names.
 *
 * @throws EngineError `FIELD_RESERVED` for key, body and bucket in any case; `FIELD_NAME_INVALID` for a name
 * that is not a valid header name, or that differs from another one only by case, which S3 does not preserve.
 */
export function checkFieldNames(fields: JobFields): void {
  const seen = new Set<string>()
  for (const name of Object.keys(fields)) {
    const lower = name.toLowerCase()
    if (reserved.has(lower)) {
      throw new EngineError('FIELD_RESERVED', `A field must not be named “${name}”.`)
    }
    // The SDK reads metadata into a plain object, which loses only this name.
    if (!headerToken.test(name) || lower === '__proto__') {
      throw new EngineError('FIELD_NAME_INVALID', `S3 cannot store a field named “${name.slice(0, 128)}”.`)
    }
    if (seen.has(lower)) {
      throw new EngineError(
        'FIELD_NAME_INVALID',
        `There are two fields named “${lower}”; case makes no difference.`,
      )
    }
    seen.add(lower)
  }
}

/**
 * Encodes fields as S3 user metadata. Names become lower case, as in S3. Values that an HTTP header would
 * change become RFC 2047 encoded words. Lone surrogates become U+FFFD.
 *
 * @throws the errors of {@link checkFieldNames}, and EngineError `METADATA_TOO_LARGE` over {@link
 * metadataLimitBytes}.
 */
export function encodeMetadata(fields: JobFields): Record<string, string> {
  checkFieldNames(fields)
  let bytes = 0
  const metadata: Record<string, string> = {}
  for (const [name, value] of Object.entries(fields)) {
    const encoded = encodeValue(value)
    metadata[name.toLowerCase()] = encoded
    bytes += name.length + encoded.length
  }
  if (bytes > metadataLimitBytes) {
    throw new EngineError(
      'METADATA_TOO_LARGE',
      `The fields take ${bytes} bytes; S3 stores at most ${metadataLimitBytes} with a payload.`,
    )
  }
  return metadata
}

/** Returns the fields with lower-case names, as in S3. */
export function lowerCaseNames(fields: JobFields): JobFields {
  return Object.fromEntries(Object.entries(fields).map(([name, value]) => [name.toLowerCase(), value]))
}

/** Decodes S3 user metadata. Unreadable encoded words stay as they are. Never throws. */
export function decodeMetadata(metadata: Readonly<Record<string, string>> | undefined): JobFields {
  return Object.fromEntries(Object.entries(metadata ?? {}).map(([name, value]) => [name, decodeValue(value)]))
}

/** Encodes a value for a header: unchanged if a header preserves it, otherwise as an RFC 2047 encoded word. */
export function encodeValue(value: string): string {
  const isUnchanged = /^[!-~](?:[ -~]*[!-~])?$/.test(value) && !value.includes('  ') && !value.includes('=?')
  return isUnchanged ? value : `=?UTF-8?B?${Buffer.from(value, 'utf8').toString('base64')}?=`
}

/**
 * Decodes the output of {@link encodeValue}. Supports B and Q words, even several in a row, in any charset
 * that TextDecoder supports, and raw UTF-8, which HTTP clients decode as Latin-1.
 */
export function decodeValue(value: string): string {
  if (isPlain(value)) return value
  const joined = fromRawUtf8(value).replace(/(\?=)\s+(?==\?[^?\s]+\?[BbQq]\?)/g, '$1')
  // A character may be split across two words, so adjacent words with the same charset are joined as bytes
  // first.
  let result = ''
  let end = 0
  let pending: { charset: string; bytes: Buffer[]; raw: string } | null = null
  const flush = (): void => {
    if (pending) result += decodeBytes(pending.charset, Buffer.concat(pending.bytes)) ?? pending.raw
    pending = null
  }
  for (const match of joined.matchAll(encodedWord)) {
    const [raw, charset = '', encoding = '', text = ''] = match
    const isBase64 = encoding.toUpperCase() === 'B'
    // Decoding would drop other characters, so a value that only looks encoded would get lost.
    if (isBase64 && !base64Text.test(text)) continue
    const between = joined.slice(end, match.index)
    if (between !== '' || pending === null || pending.charset !== charset.toLowerCase()) {
      flush()
      result += between
      pending = { charset: charset.toLowerCase(), bytes: [], raw: '' }
    }
    pending.bytes.push(isBase64 ? Buffer.from(text, 'base64') : decodeQ(text))
    pending.raw += raw
    end = match.index + raw.length
  }
  flush()
  return result + joined.slice(end)
}

/** True if there is nothing to decode. */
function isPlain(value: string): boolean {
  // oxlint-disable-next-line no-control-regex -- any byte can be in a header
  return !value.includes('=?') && !/[\u0080-\u00FF]/.test(value)
}

/**
 * A header consists of bytes, and not every server encodes non-ASCII text:
 * `Gr\u00C3\u00B6\u00C3\u009Fe` is `Größe` in UTF-8.
 */
function fromRawUtf8(value: string): string {
  // oxlint-disable-next-line no-control-regex -- any byte can be in a header
  if (!/[\u0080-\u00FF]/.test(value) || !/^[\u0000-\u00FF]*$/.test(value)) return value
  return decodeBytes('utf-8', Buffer.from(value, 'latin1')) ?? value
}

function decodeQ(text: string): Buffer {
  const latin = text
    .replaceAll('_', ' ')
    .replace(/=([0-9A-Fa-f]{2})/g, (_, hex: string) => String.fromCharCode(Number.parseInt(hex, 16)))
  return Buffer.from(latin, 'latin1')
}

function decodeBytes(charset: string, bytes: Buffer): string | null {
  try {
    return new TextDecoder(charset, { fatal: true, ignoreBOM: true }).decode(bytes)
  } catch {
    return null
  }
}
