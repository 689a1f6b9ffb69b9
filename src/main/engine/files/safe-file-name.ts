const maxBytes = 200
const maxCharacters = 1_024
const emptyName = 'unnamed'

// C0 and C1 controls, bidi marks, embeddings and isolates, zero-width and other invisible format characters.
const invisible =
  // oxlint-disable-next-line no-control-regex -- controls are what is looked for
  /[\u0000-\u001F\u007F-\u009F\u00AD\u061C\u115F\u1160\u180E\u200B-\u200F\u2028-\u202E\u2060-\u206F\u3164\uFEFF\uFFA0\uFFF9-\uFFFB\u{E0000}-\u{E007F}]|\u034F|\u17B4|\u17B5/gu
const loneSurrogate = /\p{Cs}/gu
const reservedCharacters = /[<>:"|?*]/g
const edges = /^[.\s]+|[.\s]+$/gu
const reservedNames = /^(?:CON|PRN|AUX|NUL|COM[0-9¹²³]|LPT[0-9¹²³]|CONIN\$|CONOUT\$)\s*(?:\.|$)/iu

const graphemes = new Intl.Segmenter('en', { granularity: 'grapheme' })

/**
 * Turns any text into a file name that is safe on every system: its last segment, without control, invisible and reserved
 * characters, at most 200 bytes in UTF-8, never empty. Does not decode percent signs. Idempotent.
 */
export function safeFileName(name: string): string {
  const segment = cutMiddle(name.slice(Math.max(name.lastIndexOf('/'), name.lastIndexOf('\\')) + 1))
  const visible = segment
    .replace(loneSurrogate, '\uFFFD')
    .normalize('NFC')
    .replace(invisible, '')
    .normalize('NFC')
    .replace(reservedCharacters, '_')
  const shortened = shorten(guard(visible.replace(edges, '')), maxBytes)
  // Shortening can leave a dot or a space at the end, or a reserved name.
  return shorten(guard(shortened.replace(edges, '')), maxBytes).replace(edges, '') || emptyName
}

/** `numberedName('cat.jpg', 2)` is `cat (2).jpg`. The result has at most 200 bytes. */
export function numberedName(name: string, number: number): string {
  const { stem, extension } = split(name)
  const tail = ` (${number})${extension}`
  return `${cut(stem, maxBytes - Buffer.byteLength(tail))}${tail}`
}

/**
 * The file name of a payload: its `filename` field, otherwise its `name` field, otherwise the last segment of its key,
 * made safe by {@link safeFileName}.
 */
export function payloadFileName(fields: Readonly<Record<string, string>>, key: string | null): string {
  for (const candidate of [fields['filename'], fields['name'], key ?? undefined]) {
    if (candidate === undefined) continue
    const name = safeFileName(candidate)
    if (name !== emptyName) return name
  }
  return emptyName
}

// A message may hold a name of 1 MiB, and cleaning takes time that grows with the square of the length.
function cutMiddle(name: string): string {
  if (name.length <= maxCharacters) return name
  return name.slice(0, maxCharacters - 64) + name.slice(-64)
}

function guard(name: string): string {
  return name.startsWith('-') || reservedNames.test(name) ? `_${name}` : name
}

function split(name: string): { readonly stem: string; readonly extension: string } {
  const dot = name.lastIndexOf('.')
  // A longer "extension" is text after a period.
  if (dot <= 0 || Buffer.byteLength(name.slice(dot)) > 32) return { stem: name, extension: '' }
  return { stem: name.slice(0, dot), extension: name.slice(dot) }
}

function shorten(name: string, bytes: number): string {
  if (Buffer.byteLength(name) <= bytes) return name
  const { stem, extension } = split(name)
  return `${cut(stem, bytes - Buffer.byteLength(extension))}${extension}`
}

function cut(text: string, bytes: number): string {
  if (Buffer.byteLength(text) <= bytes) return text
  let kept = ''
  let used = 0
  for (const { segment } of graphemes.segment(text)) {
    used += Buffer.byteLength(segment)
    if (used > bytes) break
    kept += segment
  }
  return kept.replace(/[.\s]+$/u, '')
}
