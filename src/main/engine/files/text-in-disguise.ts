/** Extensions of files that are never text. */
const binaryExtension =
  /\.(?:7z|avi|avif|bmp|bz2|docx?|epub|flac|gif|gz|heic|ico|jpe?g|m4a|mkv|mov|mp[34]|od[pst]|ogg|png|pptx?|psd|rar|tar|tiff?|wav|web[mp]|xlsx?|xz|zip|zst)$/i
// oxlint-disable-next-line no-control-regex -- controls are what is looked for
const binary = /[\0-\x08\x0E-\x1A\x1C-\x1F]/

/** The number of bytes that {@link isTextInDisguise} examines. */
export const examinedBytes = 1_024

/**
 * True if the first bytes of a payload are text although its file name suggests otherwise, such as a worker's
 * report named after the photo that it describes.
 */
export function isTextInDisguise(fileName: string, head: Uint8Array): boolean {
  if (!binaryExtension.test(fileName) || head.byteLength === 0) return false
  try {
    // The last character may be incomplete.
    return !binary.test(new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: true }))
  } catch {
    return false
  }
}
