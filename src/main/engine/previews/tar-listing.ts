import { archiveEntry, archiveName, type ArchiveListing, type ReadAt } from './archive-listing.ts'
import { previewLimits } from './preview-limits.ts'

const block = 512
/** The largest extended header or long name to read, in bytes. */
const maxHeaderBytes = 16 * 1_024

/**
 * Lists a tar by the header in front of each file. Where `read` returns fewer bytes, because the archive ends
 * or no more may be read, the listing ends too.
 */
export async function listTar(read: ReadAt): Promise<ArchiveListing> {
  const entries: ArchiveListing['entries'] = []
  let at = 0
  let longName: string | null = null
  while (entries.length < previewLimits.entries) {
    const header = await read(at, block)
    if (header.length < block) return { entries, total: null }
    if (header.every((byte) => byte === 0)) return { entries, total: entries.length }
    const size = numberAt(header, 124, 12)
    if (size === null || !isHeader(header)) return { entries, total: null }
    const type = header.toString('latin1', 156, 157)
    if (type === 'L' || type === 'x') {
      const body = await read(at + block, Math.min(size, maxHeaderBytes))
      longName = type === 'L' ? archiveName(untilZero(body)) : (paxPath(body) ?? longName)
    } else if (type !== 'g' && type !== 'K') {
      entries.push(archiveEntry(longName ?? nameOf(header), size))
      longName = null
    }
    at += block + Math.ceil(size / block) * block
  }
  return { entries, total: null }
}

/**
 * True if the checksum of a header is correct: the sum of all its bytes, with its own field counted as
 * spaces.
 */
function isHeader(header: Buffer): boolean {
  let sum = 0
  for (const [index, byte] of header.entries()) sum += index >= 148 && index < 156 ? 32 : byte
  return numberAt(header, 148, 8) === sum
}

/** Parses an octal number, or a binary one if its first bit is set. */
function numberAt(header: Buffer, offset: number, length: number): number | null {
  if (((header[offset] ?? 0) & 0x80) !== 0) {
    const value = Number(header.readBigUInt64BE(offset + length - 8))
    return Number.isSafeInteger(value) ? value : null
  }
  const digits = untilZero(header.subarray(offset, offset + length))
    .toString('latin1')
    .trim()
  return /^[0-7]*$/.test(digits) ? Number.parseInt(digits || '0', 8) : null
}

function nameOf(header: Buffer): string {
  const name = archiveName(untilZero(header.subarray(0, 100)))
  const isUstar = header.toString('latin1', 257, 263) === 'ustar\0'
  const prefix = isUstar ? archiveName(untilZero(header.subarray(345, 500))) : ''
  return prefix === '' ? name : `${prefix}/${name}`
}

/** Returns the path in an extended header, whose lines have a length, a name and a value. */
function paxPath(body: Buffer): string | null {
  let at = 0
  while (at < body.length) {
    const space = body.indexOf(0x20, at)
    const length = space === -1 ? Number.NaN : Number(body.toString('latin1', at, space))
    if (!Number.isInteger(length) || length < 5) return null
    const line = body.subarray(space + 1, at + length - 1)
    if (line.toString('latin1', 0, 5) === 'path=') return archiveName(line.subarray(5))
    at += length
  }
  return null
}

function untilZero(bytes: Buffer): Buffer {
  const end = bytes.indexOf(0)
  return end === -1 ? bytes : bytes.subarray(0, end)
}
