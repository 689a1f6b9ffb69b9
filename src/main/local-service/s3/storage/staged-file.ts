import { createHash, randomUUID } from 'node:crypto'
import { open, rm } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { join } from 'node:path'
import { BodyMalformedError } from '../../http/request-body.ts'

/** A complete file on disk, next to the buckets, ready to be moved into place. */
export type StagedFile = { readonly path: string; readonly size: number; readonly md5: string }

/** Creates the footer of a file, once all bytes before it are known. */
export type FileEnd = (written: { readonly size: number; readonly md5: string }) => Buffer

const pieceBytes = 1024 * 1024
const flushEveryBytes = 64 * pieceBytes
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
  const md5 = createHash('md5')
  const isSmall = announcedBytes !== null && announcedBytes <= smallBytes
  const pieces = isSmall ? await readSmall(content, announcedBytes) : gathered(content)
  const path = join(folder, randomUUID())
  const file = await open(path, 'wx', 0o600)
  try {
    let size = 0
    let [held, unflushed] = [noBytes, 0]
    for await (const piece of pieces) {
      md5.update(piece)
      size += piece.length
      if (isSmall) {
        held = piece
        continue
      }
      await writeAll(file, piece, size - piece.length)
      unflushed += piece.length
      if (unflushed < flushEveryBytes) continue
      // Otherwise the last flush of a large object takes so long that its client stops waiting for the
      // response.
      await file.datasync()
      unflushed = 0
    }
    const written = { size, md5: md5.digest('hex') }
    await writeAll(file, Buffer.concat([held, end(written)]), size - held.length)
    await file.datasync()
    await file.close()
    return { path, ...written }
  } catch (error) {
    await file.close().catch(() => undefined)
    await rm(path, { force: true })
    throw error
  }
}

const noBytes: Buffer = Buffer.alloc(0)

/** Returns all bytes in one buffer. */
async function readSmall(content: AsyncIterable<Buffer>, announcedBytes: number): Promise<[Buffer]> {
  const chunks: Buffer[] = []
  let size = 0
  for await (const chunk of content) {
    size += chunk.length
    if (size > announcedBytes) throw new BodyMalformedError('The body is longer than it says.')
    chunks.push(chunk)
  }
  return [chunks.length === 1 ? (chunks[0] ?? noBytes) : Buffer.concat(chunks)]
}

/** Regroups the bytes into chunks of 1 MiB. Each chunk is valid until the next one is requested. */
export async function* gathered(pieces: AsyncIterable<Buffer>): AsyncGenerator<Buffer> {
  const buffer = Buffer.allocUnsafe(pieceBytes)
  let held = 0
  for await (const piece of pieces) {
    for (let at = 0; at < piece.length;) {
      const taken = piece.copy(buffer, held, at)
      held += taken
      at += taken
      if (held < pieceBytes) continue
      yield buffer
      held = 0
    }
  }
  if (held > 0) yield buffer.subarray(0, held)
}

/** Writes all of `bytes` at `position`. */
export async function writeAll(file: FileHandle, bytes: Buffer, position: number): Promise<void> {
  for (let at = 0; at < bytes.length;) {
    at += (await file.write(bytes, at, bytes.length - at, position + at)).bytesWritten
  }
}
