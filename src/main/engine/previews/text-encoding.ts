/** Text and the encoding that it was read in. */
export interface DecodedText {
  readonly text: string
  /** In its usual spelling: `UTF-8`, `windows-1252`. */
  readonly encoding: string
}

/** The largest share of control characters in text. */
const maxControls = 0.002

/**
 * Decodes bytes as text. A byte order mark decides first, then the declared charset, then the bytes
 * themselves. `isTruncated` means that there are more bytes, so that the last character may be incomplete. Returns
 * `null` if this is not text.
 */
export function decodeText(bytes: Buffer, charset: string | null, isTruncated: boolean): DecodedText | null {
  const marked = markedEncoding(bytes)
  if (marked !== null) return textIn(marked, bytes, isTruncated)
  if (charset !== null) {
    const declared = textIn(charset, bytes, isTruncated)
    if (declared !== null) return declared
  }
  const unmarked = textIn('utf-8', bytes, isTruncated)
  if (unmarked !== null) return unmarked
  const wide = wideEncoding(bytes)
  if (wide !== null) return textIn(wide, bytes, isTruncated)
  if (bytes.includes(0)) return null
  for (const { encoding, isLikely } of legacyEncodings) {
    const decoded = textIn(encoding, bytes, isTruncated)
    if (decoded !== null && isLikely(decoded.text)) return decoded
  }
  return textIn('windows-1252', bytes, isTruncated)
}

function markedEncoding(bytes: Buffer): string | null {
  if (bytes[0] === 0xef && bytes[1] === 0xbb && bytes[2] === 0xbf) return 'utf-8'
  if (bytes[0] === 0xff && bytes[1] === 0xfe) return 'utf-16le'
  if (bytes[0] === 0xfe && bytes[1] === 0xff) return 'utf-16be'
  return null
}

/** Detects UTF-16 without a mark: in most scripts, every other byte of many characters is zero. */
function wideEncoding(bytes: Buffer): string | null {
  const sample = bytes.subarray(0, 4_096)
  let even = 0
  let odd = 0
  for (const [index, byte] of sample.entries()) {
    if (byte !== 0) continue
    if (index % 2 === 0) even += 1
    else odd += 1
  }
  const many = sample.length / 8
  if (odd > many && even === 0) return 'utf-16le'
  if (even > many && odd === 0) return 'utf-16be'
  return null
}

/** Decodes bytes if all of them are valid and the result looks like text. */
function textIn(encoding: string, bytes: Buffer, isTruncated: boolean): DecodedText | null {
  try {
    const decoder = new TextDecoder(encoding, { fatal: true })
    // With `stream`, an incomplete character at the end is not an error.
    const text = decoder.decode(bytes, { stream: isTruncated })
    return looksLikeText(text) ? { text, encoding: shownName(decoder.encoding) } : null
  } catch {
    // The encoding is unknown, or the bytes are invalid in it.
    return null
  }
}

function looksLikeText(text: string): boolean {
  // oxlint-disable-next-line no-control-regex -- it counts them
  const controls = text.match(/[\0-\x08\x0E-\x1A\x1C-\x1F]/g)?.length ?? 0
  return controls <= text.length * maxControls
}

function shownName(encoding: string): string {
  return /^(?:windows|macintosh|ibm)/.test(encoding) ? encoding : encoding.toUpperCase().replace('_', '-')
}

const legacyEncodings = [
  { encoding: 'shift_jis', isLikely: (text: string) => share(text, /[\u3041-\u30FF]/g) > 0.3 },
  { encoding: 'euc-jp', isLikely: (text: string) => share(text, /[\u3041-\u30FF]/g) > 0.3 },
  { encoding: 'euc-kr', isLikely: (text: string) => share(text, /[\uAC00-\uD7A3]/g) > 0.7 },
  // The most frequent ideographs come first in GB 2312. Other byte pairs are rare.
  {
    encoding: 'gb18030',
    isLikely: (text: string) =>
      share(text, /[的一是不了在人有我他这中大来上国和地到以说时要就出会可也你对]/g) > 0.08,
  },
  {
    encoding: 'big5',
    isLikely: (text: string) =>
      share(text, /[的一是不了在人有我他這中大來上國和地到以說時要就出會可也你對]/g) > 0.08,
  },
  { encoding: 'windows-1251', isLikely: (text: string) => share(text, /[а-яё]/g) > 0.6 },
] as const

/** Returns the share of the non-ASCII characters that match. */
function share(text: string, pattern: RegExp): number {
  const others = text.match(/[^\0-\x7F]/g)?.length ?? 0
  return others === 0 ? 0 : (text.match(pattern)?.length ?? 0) / others
}
