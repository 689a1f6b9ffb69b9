import { extname } from 'node:path'
import type { ImageFormat } from './image-size.ts'

/** A file's format for its preview. `other` is text, or an unknown format. */
export type FileFormat =
  | { readonly kind: 'image'; readonly format: ImageFormat }
  | { readonly kind: 'audio' | 'video'; readonly contentType: string }
  | { readonly kind: 'pdf' | 'svg' | 'zip' | 'tar' | 'gzip' | 'other' }

/** Recognises a file by its first bytes. Its name and content type only matter if those are ambiguous. */
export function fileFormat(head: Buffer, name: string, contentType: string | null): FileFormat {
  return imageFormat(head) ?? mediaFormat(head, contentType) ?? { kind: otherKind(head, name, contentType) }
}

function imageFormat(head: Buffer): FileFormat | null {
  const format = startsWith(head, '\x89PNG\r\n\x1A\n')
    ? 'png'
    : startsWith(head, '\xFF\xD8\xFF')
      ? 'jpeg'
      : startsWith(head, 'GIF87a') || startsWith(head, 'GIF89a')
        ? 'gif'
        : startsWith(head, 'RIFF') && startsWith(head, 'WEBP', 8)
          ? 'webp'
          : startsWith(head, 'BM') && isBitmap(head)
            ? 'bmp'
            : startsWith(head, 'ftyp', 4) && isAvif(head)
              ? 'avif'
              : null
  return format === null ? null : { kind: 'image', format }
}

/** Many texts begin with BM. */
function isBitmap(head: Buffer): boolean {
  return head.length >= 30 && [12, 40, 52, 56, 64, 108, 124].includes(head.readUInt32LE(14))
}

function isAvif(head: Buffer): boolean {
  const brands = head.toString('latin1', 8, Math.min(head.length, boxLength(head)))
  return brands.includes('avif') || brands.includes('avis')
}

function boxLength(head: Buffer): number {
  return head.length < 4 ? 0 : Math.min(head.readUInt32BE(0), 256)
}

function mediaFormat(head: Buffer, contentType: string | null): FileFormat | null {
  if (startsWith(head, 'RIFF') && startsWith(head, 'WAVE', 8))
    return { kind: 'audio', contentType: 'audio/wav' }
  if (startsWith(head, 'fLaC')) return { kind: 'audio', contentType: 'audio/flac' }
  if (startsWith(head, 'ID3') || isMpegAudio(head)) return { kind: 'audio', contentType: 'audio/mpeg' }
  if (startsWith(head, 'OggS'))
    return isOggVideo(head)
      ? { kind: 'video', contentType: 'video/ogg' }
      : { kind: 'audio', contentType: 'audio/ogg' }
  if (startsWith(head, '\x1A\x45\xDF\xA3'))
    return contentType?.startsWith('audio/') === true
      ? { kind: 'audio', contentType: 'audio/webm' }
      : { kind: 'video', contentType: 'video/webm' }
  if (startsWith(head, 'ftyp', 4)) {
    const brand = head.toString('latin1', 8, 12)
    if (brand.startsWith('M4A') || brand.startsWith('M4B')) return { kind: 'audio', contentType: 'audio/mp4' }
    // Images in the same container that Chromium cannot decode.
    if (/^(?:hei|hev|mif1|msf1|crx)/.test(brand)) return null
    return { kind: 'video', contentType: 'video/mp4' }
  }
  return null
}

/** True if it starts with a frame of MPEG audio layer III. The sync word alone is too short to be certain. */
function isMpegAudio(head: Buffer): boolean {
  if (head.length < 4 || head[0] !== 0xff) return false
  const second = head[1] ?? 0
  const third = head[2] ?? 0
  const isLayer3 = (second & 0xe6) === 0xe2 && third >> 4 > 0 && third >> 4 < 15 && ((third >> 2) & 3) < 3
  return isLayer3 && (second & 0x18) !== 0x08
}

function isOggVideo(head: Buffer): boolean {
  return head.subarray(0, 512).includes('theora')
}

function otherKind(
  head: Buffer,
  name: string,
  contentType: string | null,
): 'pdf' | 'svg' | 'zip' | 'tar' | 'gzip' | 'other' {
  if (head.subarray(0, 1_024).includes('%PDF-')) return 'pdf'
  if (startsWith(head, 'PK\x03\x04') || startsWith(head, 'PK\x05\x06')) return 'zip'
  if (startsWith(head, '\x1F\x8B\x08')) return 'gzip'
  if (startsWith(head, 'ustar', 257)) return 'tar'
  return isSvg(head, name, contentType) ? 'svg' : 'other'
}

function isSvg(head: Buffer, name: string, contentType: string | null): boolean {
  const start = head.toString('utf8', 0, 4_096)
  if (/^\uFEFF?\s*<svg[\s>]/.test(start)) return true
  const saysSo = extname(name).toLowerCase() === '.svg' || contentType?.startsWith('image/svg') === true
  return saysSo && start.includes('<svg')
}

function startsWith(head: Buffer, bytes: string, offset = 0): boolean {
  return (
    head.length >= offset + bytes.length && head.toString('latin1', offset, offset + bytes.length) === bytes
  )
}
