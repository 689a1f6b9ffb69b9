/** Extensions of files that are never text. */
const binaryExtension = new RegExp(
  `\\.(?:${[
    // Images, including those from cameras.
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
// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const binary = /[\0-\x08\x0E-\x1A\x1C-\x1F]/

/** The number of bytes that {@link isMisnamedText} examines. */
export const examinedBytes = 1_024

/**
 * True if the first bytes of a payload are text although its file name suggests otherwise, such as a worker's
 * report named after the photo that it describes.
 */
export function isMisnamedText(fileName: string, head: Uint8Array): boolean {
  if (!binaryExtension.test(fileName) || head.byteLength === 0) return false
  try {
    // The last character may be incomplete.
    const text = new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true })
    // A PDF may consist of text.
    return !binary.test(text) && !text.includes('%PDF-')
  } catch {
    return false
  }
}
