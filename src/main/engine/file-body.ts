import { createHash } from 'node:crypto'
import { constants, type BigIntStats } from 'node:fs'
import { open, stat, type FileHandle } from 'node:fs/promises'
import { basename } from 'node:path'
import { Readable } from 'node:stream'
import { EngineError, fromFileError } from './errors.ts'

/** The most that S3 takes in one request, in bytes. */
export const putLimitBytes = 5 * 1_024 ** 3

const readBytes = 262_144

/** A file opened as the body of an upload. It holds an open file until `close()`. */
export type FileBody = {
  /** Its bytes as they were when it was opened. Fails with `FILE_CHANGED` before its last bytes if they are not. */
  readonly stream: Readable
  /** Bytes when it was opened. */
  readonly size: number
  /** @throws EngineError `FILE_CHANGED` when it is not any more what was opened. */
  check(): Promise<void>
  /** The MD5 of what was streamed, in hex; once, after the end of the stream. */
  md5(): string
  /** Closes the file; may be called again. */
  close(): Promise<void>
}

/**
 * Opens a regular file for an upload and notes its size, time and identity. `onRead` hears of the bytes read
 * so far. The last bytes are held back until the file is known not to have changed, so that an upload of one
 * that did never becomes an object.
 * @throws EngineError `FILE_NOT_FOUND`; `FILE_UNREADABLE`, for folders and devices too; `FILE_TOO_LARGE`
 *   over 5 GiB.
 */
export async function openFileBody(path: string, onRead?: (bytesRead: number) => void): Promise<FileBody> {
  const handle = await openRegularFile(path)
  const close = once(() => handle.close().catch(() => {}))
  try {
    const first = await handle.stat({ bigint: true })
    const size = Number(first.size)
    if (size > putLimitBytes) {
      throw new EngineError('FILE_TOO_LARGE', `The file ${basename(path)} is larger than 5 GiB.`)
    }
    const hash = createHash('md5')
    const check = (): Promise<void> => checkUnchanged(path, handle, first)
    return {
      stream: Readable.from(readAll(path, handle, size, check, hash, onRead), {
        objectMode: false,
        highWaterMark: 1,
      }),
      size,
      check,
      md5: () => hash.digest('hex'),
      close,
    }
  } catch (error) {
    await close()
    throw fromFileError(error, path)
  }
}

async function openRegularFile(path: string): Promise<FileHandle> {
  try {
    // Opening a pipe would wait for its writer for ever, so a look comes first.
    const found = await stat(path)
    if (found.isDirectory()) {
      throw new EngineError('FILE_UNREADABLE', `${basename(path)} is a folder, not a file.`)
    }
    if (!found.isFile()) {
      throw new EngineError('FILE_UNREADABLE', `${basename(path)} is a device or a pipe, not a file.`)
    }
    return await open(path, constants.O_RDONLY | (constants.O_NONBLOCK ?? 0))
  } catch (error) {
    throw fromFileError(error, path)
  }
}

async function* readAll(
  path: string,
  handle: FileHandle,
  size: number,
  check: () => Promise<void>,
  hash: { update(data: Uint8Array): unknown },
  onRead: ((bytesRead: number) => void) | undefined,
): AsyncGenerator<Buffer> {
  let position = 0
  while (position < size) {
    const buffer = Buffer.allocUnsafeSlow(Math.min(readBytes, size - position))
    const { bytesRead } = await handle.read(buffer, 0, buffer.length, position).catch((error: unknown) => {
      throw fromFileError(error, path)
    })
    if (bytesRead === 0) throw changed(path)
    position += bytesRead
    const chunk = buffer.subarray(0, bytesRead)
    hash.update(chunk)
    if (position === size) await check()
    yield chunk
    onRead?.(position)
  }
}

async function checkUnchanged(path: string, handle: FileHandle, first: BigIntStats): Promise<void> {
  const now = await handle.stat({ bigint: true }).catch((error: unknown) => {
    throw fromFileError(error, path)
  })
  // A file that was only unlinked has been read whole; one that was replaced is not the one chosen.
  const there = await stat(path, { bigint: true }).catch(() => null)
  const same = now.size === first.size && now.mtimeNs === first.mtimeNs
  if (!same || (there !== null && there.ino !== first.ino)) throw changed(path)
}

function changed(path: string): EngineError {
  return new EngineError(
    'FILE_CHANGED',
    `The file ${basename(path)} changed while it was uploaded, so nothing was submitted.`,
  )
}

function once(run: () => Promise<void>): () => Promise<void> {
  let done: Promise<void> | null = null
  return () => (done ??= run())
}
