/** Extensions of files that are never text. */
const binaryExtension = new RegExp(
  `\\.(?:${[
    // Images, from cameras too.
    'arw|avif|bmp|cr2|cr3|dng|gif|hei[cf]|ico|jfif|jp2|jpe?g|jxl|nef|orf|png|psd|raf|rw2|tiff?|web[mp]',
    // Audio and video.
    'aac|aiff?|avi|flac|flv|m4[av]|mkv|mov|mp[34]|mpe?g|ogg|opus|wav|wm[av]',
    // Documents and fonts.
    'docx?|epub|od[pst]|otf|pdf|pptx?|ttf|woff2?|xlsx?',
    // Archives, programs and data.
    '7z|apk|avro|bz2|class|dll|dmg|exe|gz|h5|iso|jar|np[yz]|parquet|rar|sqlite3?|tar|wasm|xz|zip|zst',
  ].join('|')})$`,
  'i',
)
/** Extensions of files that are always text. */
const textExtension =
  /\.(?:csv|tsv|txt|text|log|md|json|jsonl|ndjson|xml|html?|ya?ml|toml|ini|srt|vtt|svg|css|js|py|sql)$/i
/** The first bytes of common formats that are not text, as Latin-1. */
const binaryStart = new RegExp(
  `^(?:${[
    '\\x89PNG|\\xFF\\xD8\\xFF|GIF8[79]a|II\\*\\0|MM\\0\\*|RIFF[^]{4}(?:WEBP|WAVE|AVI )|[^]{4}ftyp|ID3[\\x02-\\x04]|OggS\\0|fLaC\\0',
    '%PDF-|PK\\x03\\x04|\\x1F\\x8B\\x08|BZh[1-9]1AY|7z\\xBC\\xAF|\\xFD7zXZ|\\x28\\xB5\\x2F\\xFD|Rar!|SQLite format 3|\\x7FELF',
  ].join('|')})`,
)
// oxlint-disable-next-line no-control-regex -- the pattern searches for control characters
const binary = /[\0-\x08\x0E-\x1A\x1C-\x1F]/

/** The number of bytes that {@link isDisguised} examines. */
export const examinedBytes = 1_024

/** True if the extension says whether the content is text. */
export function saysIfText(fileName: string): boolean {
  return binaryExtension.test(fileName) || textExtension.test(fileName)
}

/**
 * True if the first bytes of a payload show that its file name is wrong: text named like a photo, or a photo named
 * like a text file. A worker may have named its result after its input.
 */
export function isDisguised(fileName: string, head: Uint8Array): boolean {
  if (head.byteLength === 0) return false
  if (binaryExtension.test(fileName)) return isText(head)
  return textExtension.test(fileName) && binaryStart.test(Buffer.from(head).toString('latin1'))
}

function isText(head: Uint8Array): boolean {
  try {
    // The last character may be incomplete.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    // A PDF may consist of text.
    return !binary.test(text) && !text.includes('%PDF-')
  } catch {
    return false
  }
}
