import { createHash, hash, randomUUID } from 'node:crypto'
import { closeSync, fdatasync, openSync, writeSync } from 'node:fs'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { MalformedBodyError } from '../../http/request-body.ts'

/** A complete file on disk, next to the buckets, ready to be moved into place. */
export type StagedFile = { readonly path: string; readonly size: number; readonly md5: string }

/** Creates a file's footer, once all bytes before it are known. */
export type FileEnd = (written: { readonly size: number; readonly md5: string }) => Buffer

const groupBytes = 1024 * 1024
const flushEveryBytes = 64 * groupBytes
/** Bodies up to this size are held in memory, so that they are written in one call. */
const smallBytes = 256 * 1024

/**
 * Writes `content` and the result of `end` to a new file in `folder`, and flushes it. Leaves nothing after an
 * error. `announcedBytes` is the length that the client announced, or `null`. The content may not be longer.
 */
export async function stageFile(
  folder: string,
  content: AsyncIterable<Buffer>,
  announcedBytes: number | null,
  end: FileEnd,
): Promise<StagedFile> {
  const path = join(folder, randomUUID())
  const isSmall = announcedBytes !== null && announcedBytes <= smallBytes
  try {
    if (!isSmall) return { path, ...(await writeLarge(path, content, end)) }
    const bytes = await readSmall(content, announcedBytes)
    const written = { size: bytes.length, md5: hash('md5', bytes, 'hex') }
    await writeSmall(path, [bytes, end(written)])
    return { path, ...written }
  } catch (error) {
    await rm(path, { force: true })
    throw error
  }
}

async function writeLarge(
  path: string,
  content: AsyncIterable<Buffer>,
  end: FileEnd,
): Promise<Pick<StagedFile, 'size' | 'md5'>> {
  const md5 = createHash('md5')
  const file = await open(path, 'wx', 0o600)
  try {
    let [size, unflushed] = [0, 0]
    for await (const group of grouped(content)) {
      for (const piece of group) md5.update(piece)
      await writeGroup(file, group, size)
      const bytes = lengthOf(group)
      size += bytes
      unflushed += bytes
      if (unflushed < flushEveryBytes) continue
      // Otherwise the last flush of a large object takes so long that its client stops waiting for the
      // response.
      await file.datasync()
      unflushed = 0
    }
    const written = { size, md5: md5.digest('hex') }
    await writeAll(file, end(written), size)
    await file.datasync()
    return written
  } finally {
    await file.close()
  }
}

/**
 * Only the flush waits for the disk. The other calls take microseconds, much less than a trip through the thread pool.
 */
async function writeSmall(path: string, parts: readonly Buffer[]): Promise<void> {
  const file = openSync(path, 'wx', 0o600)
  try {
    const bytes = Buffer.concat(parts)
    for (let at = 0; at < bytes.length;) at += writeSync(file, bytes, at)
    await flush(file)
  } finally {
    closeSync(file)
  }
}

const flush = promisify(fdatasync)

/** Returns all bytes in one buffer. */
async function readSmall(content: AsyncIterable<Buffer>, announcedBytes: number): Promise<Buffer> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of content) {
    size += chunk.length
    if (size > announcedBytes) throw new MalformedBodyError('The body is longer than announced.')
    chunks.push(chunk)
  }
  return Buffer.concat(chunks)
}

/** Groups the pieces, so that about 1 MiB is written at a time. */
export async function* grouped(pieces: AsyncIterable<Buffer>): AsyncGenerator<readonly Buffer[]> {
  let [group, held]: [Buffer[], number] = [[], 0]
  for await (const piece of pieces) {
    group.push(piece)
    held += piece.length
    if (held < groupBytes) continue
    yield group
    ;[group, held] = [[], 0]
  }
  if (held > 0) yield group
}

/** Returns the number of bytes in a group. */
export function lengthOf(group: readonly Buffer[]): number {
  return group.reduce((sum, { length }) => sum + length, 0)
}

/** Writes all bytes of a group at `position`. */
export async function writeGroup(
  file: FileHandle,
  group: readonly Buffer[],
  position: number,
): Promise<void> {
  const { bytesWritten } = await file.writev(group, position)
  if (bytesWritten === lengthOf(group)) return
  await writeAll(file, Buffer.concat(group).subarray(bytesWritten), position + bytesWritten)
}

/** Writes all of `bytes` at `position`. */
export async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten
  }
}
