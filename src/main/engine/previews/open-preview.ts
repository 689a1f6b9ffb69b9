import { extname } from 'node:path'
import type { Preview, PreviewContent } from '../../../shared/files/previews.ts'
import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { EngineError } from '../errors/engine-error.ts'
import { fileFormat, type FileFormat } from './file-format.ts'
import { imageSize, type ImageFormat } from './image-size.ts'
import type { ObjectHead, ObjectReader } from './object-reader.ts'
import type { Painter, Painting } from './painter.ts'
import { previewLimits } from './preview-limits.ts'
import { listTar } from './tar-listing.ts'
import { decodeText } from './text-encoding.ts'
import { unpackStart } from './unpack.ts'
import { listZip } from './zip-listing.ts'
import { countText } from '../../../shared/texts/intl.ts'

/** A preview's content, and the source of its bytes. */
export interface OpenedPreview {
  readonly size: number
  readonly content: Preview['content']
  /**
   * The content type for serving the file itself, or `null` if it is not served. Never taken from a server or
   * a message.
   */
  readonly contentType: string | null
  /** The document whose pages are drawn, and the last drawn page. */
  readonly document: { readonly bytes: Buffer } | null
  readonly painting: Painting | null
}

/** Reads the start of an object, detects its format and reads what its preview needs. */
export async function openPreview(
  reader: ObjectReader,
  name: string | null,
  painter: Painter,
  signal: AbortSignal,
): Promise<OpenedPreview> {
  const head = await reader.head()
  const { bytes, size, contentType } = head
  const opened = { size, contentType: null, document: null, painting: null }
  if (size === 0) return { ...opened, content: { kind: 'empty' } }
  const fileName = name ?? head.fields['filename'] ?? head.fields['name'] ?? ''
  const format = fileFormat(bytes, fileName, contentType)
  switch (format.kind) {
    case 'image': {
      const content = imageContent(format.format, head)
      return { ...opened, content, contentType: content.kind === 'image' ? `image/${format.format}` : null }
    }
    case 'audio':
    case 'video':
      return { ...opened, content: { kind: format.kind }, contentType: format.contentType }
    case 'pdf':
    case 'svg':
      return { ...opened, ...(await paintedContent(format.kind, reader, size, painter, signal)) }
    default:
      return { ...opened, content: await readContent(format, reader, head, fileName) }
  }
}

function imageContent(format: ImageFormat, { bytes, size }: ObjectHead): PreviewContent {
  const measured = imageSize(format, bytes)
  if (measured === null) return none('The size of this image cannot be read, so it may be too large to show.')
  const { width, height } = measured
  if (width * height > (format === 'jpeg' ? previewLimits.jpegPixels : previewLimits.pixels)) {
    const pixels = `${countText(width)} × ${countText(height)}`
    return none(`This image has ${pixels} pixels. That is too large for a preview.`)
  }
  if (size > previewLimits.image) return tooLarge('image', previewLimits.image)
  return { kind: 'image', format, width, height }
}

async function paintedContent(
  kind: 'pdf' | 'svg',
  reader: ObjectReader,
  size: number,
  painter: Painter,
  signal: AbortSignal,
): Promise<Pick<OpenedPreview, 'content' | 'document' | 'painting'>> {
  const limit = kind === 'svg' ? previewLimits.svg : previewLimits.document
  const nothing = { document: null, painting: null }
  if (size > limit) return { ...nothing, content: tooLarge(kind === 'svg' ? 'image' : 'document', limit) }
  const bytes = await reader.read(0, size)
  try {
    const painting = await painter.paint(kind, bytes, 1, signal)
    const { width, height, pages } = painting
    return kind === 'svg'
      ? { document: null, painting, content: { kind: 'image', format: 'svg', width, height } }
      : { document: { bytes }, painting, content: { kind: 'pages', pages } }
  } catch (error) {
    if (error instanceof EngineError && error.code === 'NOT_PREVIEWABLE')
      return { ...nothing, content: none(error.message) }
    throw error
  }
}

/** Returns the content of formats that are sent to the page as text. */
async function readContent(
  { kind }: FileFormat,
  reader: ObjectReader,
  head: ObjectHead,
  name: string,
): Promise<PreviewContent> {
  const { bytes, size } = head
  if (kind === 'zip') {
    const listing = await listZip((offset, length) => reader.read(offset, length), size)
    return listing === null ? hex(bytes) : { kind: 'archive', format: 'zip', ...listing }
  }
  if (kind === 'tar') return { kind: 'archive', format: 'tar', ...(await listTar(tarReader(reader))) }
  if (kind === 'gzip') return (await unpackedContent(reader, size, name)) ?? hex(bytes)
  const text = textContent(bytes, size, name, head.contentType)
  return text ?? hex(bytes)
}

async function unpackedContent(
  reader: ObjectReader,
  size: number,
  name: string,
): Promise<PreviewContent | null> {
  const packed = await reader.read(0, Math.min(size, previewLimits.packed))
  const bytes = await unpackStart(packed, previewLimits.unpacked)
  if (bytes.length === 0) return null
  if (bytes.toString('latin1', 257, 262) === 'ustar') {
    const read = (offset: number, length: number): Promise<Buffer> =>
      Promise.resolve(bytes.subarray(offset, offset + length))
    return { kind: 'archive', format: 'tar.gz', ...(await listTar(read)) }
  }
  const text = textContent(
    bytes.subarray(0, previewLimits.head),
    packed.length < size ? Number.POSITIVE_INFINITY : bytes.length,
    name.replace(/\.gz$/i, ''),
    null,
  )
  return text === null ? null : { ...text, isUnpacked: true }
}

function textContent(
  bytes: Buffer,
  size: number,
  name: string,
  contentType: string | null,
): Extract<PreviewContent, { kind: 'text' }> | null {
  const isCut = size > bytes.length
  const charset = /charset="?([\w.:-]+)/i.exec(contentType ?? '')?.[1] ?? null
  const decoded = decodeText(bytes, charset, isCut)
  if (decoded === null) return null
  return {
    kind: 'text',
    syntax: syntaxOf(name, contentType, decoded.text),
    text: wellFormed(decoded.text),
    encoding: decoded.encoding,
    shown: bytes.length,
    isCut,
    isUnpacked: false,
  }
}

function syntaxOf(name: string, contentType: string | null, text: string): 'plain' | 'json' | 'csv' | 'tsv' {
  const extension = extname(name).toLowerCase()
  const type = (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''
  if (extension === '.csv' || type === 'text/csv') return 'csv'
  if (extension === '.tsv' || extension === '.tab' || type === 'text/tab-separated-values') return 'tsv'
  if (/^\.(?:geo)?json$|^\.ipynb$/.test(extension) || /[/+]json$/.test(type)) return 'json'
  return extension === '' && /^\s*(?:\{\s*["}]|\[)/.test(text) ? 'json' : 'plain'
}

/**
 * Reads a tar in windows, so that adjacent headers share a request. After too many requests, it returns
 * nothing more.
 */
function tarReader(reader: ObjectReader): (offset: number, length: number) => Promise<Buffer> {
  let start = 0
  let window: Buffer | null = null
  let requests = 0
  return async (offset, length) => {
    if (window === null || offset < start || offset + length > start + window.length) {
      requests += 1
      if (requests > previewLimits.requests) return Buffer.alloc(0)
      start = offset
      window = await reader.read(offset, previewLimits.head)
    }
    return window.subarray(offset - start, offset - start + length)
  }
}

function hex(bytes: Buffer): PreviewContent {
  return { kind: 'hex', bytes: bytes.subarray(0, previewLimits.hex).toString('base64') }
}

function none(reason: string): PreviewContent {
  return { kind: 'none', reason }
}

function tooLarge(what: 'image' | 'document', limit: number): PreviewContent {
  return none(`Previews show ${what}s of up to ${limit / 1_000_000} MB. This one is larger.`)
}
