/** The bytes in a name that are not UTF-8 become lone surrogates from U+DC80 to U+DCFF, so that no byte is lost. */
const escapeBase = 0xdc00
const lone = /\p{Cs}/u
const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true })

/**
 * Returns a path from the file system as text. Linux allows any bytes in a name. Text with such bytes is only
 * for {@link pathBytes} and the journal. `wellFormed` converts it for display.
 */
export function pathText(bytes: Buffer): string {
  const text = bytes.toString('utf8')
  if (!text.includes('\uFFFD')) return text
  let exact = ''
  for (let at = 0; at < bytes.length;) {
    const length = sequenceLength(bytes[at] ?? 0)
    const character = decoded(bytes.subarray(at, at + length))
    exact += character ?? String.fromCharCode(escapeBase + (bytes[at] ?? 0))
    at += character === null ? 1 : length
  }
  return exact
}

/** Returns a path in the form that `node:fs` needs: the text, or its bytes if they are not UTF-8. */
export function pathBytes(path: string): string | Buffer {
  if (process.platform === 'win32' || !lone.test(path)) return path
  const pieces = Array.from(path, (character) => {
    const code = character.charCodeAt(0) - escapeBase
    return character.length === 1 && code >= 0x80 && code <= 0xff
      ? Buffer.from([code])
      : Buffer.from(character)
  })
  return Buffer.concat(pieces)
}

function sequenceLength(first: number): number {
  if (first < 0x80) return 1
  if (first < 0xe0) return 2
  return first < 0xf0 ? 3 : 4
}

function decoded(bytes: Uint8Array): string | null {
  try {
    return decoder.decode(bytes)
  } catch {
    return null
  }
}
