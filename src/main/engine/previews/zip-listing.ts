import { archiveEntry, archiveName, type ArchiveListing, type ReadAt } from './archive-listing.ts'
import { previewLimits } from './preview-limits.ts'

/** The record at the end of a zip, with its longest comment. */
const maxEndBytes = 22 + 65_535
const entryLength = 46

/** The position of the list of files, and the number of its entries. */
interface Directory {
  readonly offset: number
  readonly length: number
  readonly count: number
}

/**
 * Lists a zip by its central directory, of which at most 1 MB is read. The files themselves are not read or
 * unpacked. Returns `null` if there is no directory, because the zip is damaged or still being written.
 */
export async function listZip(read: ReadAt, size: number): Promise<ArchiveListing | null> {
  const tailStart = Math.max(0, size - maxEndBytes)
  const tail = await read(tailStart, maxEndBytes)
  const directory = await findDirectory(read, tail, tailStart)
  if (directory === null || directory.offset + directory.length > size) return null
  const length = Math.min(directory.length, previewLimits.directory)
  const bytes =
    directory.offset >= tailStart
      ? tail.subarray(directory.offset - tailStart, directory.offset - tailStart + length)
      : await read(directory.offset, length)
  return { entries: entriesOf(bytes), total: directory.count }
}

async function findDirectory(read: ReadAt, tail: Buffer, tailStart: number): Promise<Directory | null> {
  const at = tail.lastIndexOf('PK\x05\x06', undefined, 'latin1')
  if (at === -1 || at + 22 > tail.length) return null
  const directory = {
    count: tail.readUInt16LE(at + 10),
    length: tail.readUInt32LE(at + 12),
    offset: tail.readUInt32LE(at + 16),
  }
  const isLarge =
    directory.count === 0xffff || directory.length === 0xffffffff || directory.offset === 0xffffffff
  return isLarge ? ((await findLargeDirectory(read, tail, at, tailStart)) ?? directory) : directory
}

/**
 * Zip64: values that do not fit in the end record are in another record, which a locator before it points to.
 */
async function findLargeDirectory(
  read: ReadAt,
  tail: Buffer,
  end: number,
  tailStart: number,
): Promise<Directory | null> {
  const locator = end - 20
  if (locator < 0 || tail.toString('latin1', locator, locator + 4) !== 'PK\x06\x07') return null
  const offset = Number(tail.readBigUInt64LE(locator + 8))
  if (!Number.isSafeInteger(offset)) return null
  const record =
    offset >= tailStart ? tail.subarray(offset - tailStart, offset - tailStart + 56) : await read(offset, 56)
  if (record.length < 56 || record.toString('latin1', 0, 4) !== 'PK\x06\x06') return null
  const [count, length, start] = [32, 40, 48].map((position) => Number(record.readBigUInt64LE(position)))
  if (count === undefined || length === undefined || start === undefined) return null
  return [count, length, start].every(Number.isSafeInteger) ? { count, length, offset: start } : null
}

function entriesOf(bytes: Buffer): ArchiveListing['entries'] {
  const entries: ArchiveListing['entries'] = []
  let at = 0
  while (entries.length < previewLimits.entries && at + entryLength <= bytes.length) {
    if (bytes.toString('latin1', at, at + 4) !== 'PK\x01\x02') break
    const nameLength = bytes.readUInt16LE(at + 28)
    const extraLength = bytes.readUInt16LE(at + 30)
    const commentLength = bytes.readUInt16LE(at + 32)
    const nameEnd = at + entryLength + nameLength
    if (nameEnd > bytes.length) break
    const name = archiveName(bytes.subarray(at + entryLength, nameEnd))
    const size = bytes.readUInt32LE(at + 24)
    entries.push(archiveEntry(name, size === 0xffffffff ? largeSize(bytes, nameEnd, extraLength) : size))
    at = nameEnd + extraLength + commentLength
  }
  return entries
}

/** Zip64: the size of a file of 4 GiB or more is in the first extra field with id 1. */
function largeSize(bytes: Buffer, start: number, length: number): number {
  const end = Math.min(bytes.length, start + length)
  for (let at = start; at + 12 <= end; at += 4 + bytes.readUInt16LE(at + 2)) {
    if (bytes.readUInt16LE(at) === 1) return Number(bytes.readBigUInt64LE(at + 4))
  }
  return 0xffffffff
}
