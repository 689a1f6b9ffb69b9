import { randomBytes } from 'node:crypto'
import { link, open, realpath, rename, stat, statfs, unlink } from 'node:fs/promises'
import type { FileHandle } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { EngineError, fromAwsError } from '../errors.ts'
import { numberedName, safeFileName } from '../file-name.ts'
import type { Payload, PayloadFacts, PayloadSource } from '../payload.ts'
import { PayloadCheck } from './payload-check.ts'
import { markOfTheWeb } from './mark-of-the-web.ts'

const chunkBytes = 1024 * 1024
const mostNumbers = 10_000

/**
 * Where a payload goes. `folder`: under a name that is free there, numbered where need be. `path`: exactly
 * there, in place of what the person agreed to replace.
 */
export type SaveTarget = { readonly folder: string } | { readonly path: string }

/** A saved file: checked, flushed, under its final name. `size` in bytes. */
export interface SavedFile {
  readonly path: string
  readonly fileName: string
  readonly folder: string
  readonly size: number
}

/** What {@link saveFile} needs. */
export interface SaveRequest {
  /** Asked for nothing before the folder has proved writable. */
  readonly source: PayloadSource
  readonly target: SaveTarget
  /** The name wished for, cleaned here; made from the payload where it depends on that. Unused with a `path`. */
  readonly name: string | ((payload: PayloadFacts) => string)
  readonly signal?: AbortSignal
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void
}

/**
 * Saves a payload beside its goal, checks length and checksum, flushes it to disk, and only then gives it
 * its name. After an error or a cancel nothing is left behind.
 * @throws EngineError SAVE_FOLDER_NOT_FOUND, SAVE_FOLDER_READ_ONLY, DISK_FULL, CHECKSUM_MISMATCH, CANCELLED,
 * and whatever the source throws.
 */
export async function saveFile(request: SaveRequest): Promise<SavedFile> {
  const signal = request.signal ?? new AbortController().signal
  const { target } = request
  const wished = 'path' in target ? dirname(target.path) : target.folder
  try {
    signal.throwIfAborted()
    const folder = await findFolder(wished)
    const part = join(folder, `remotejob-${randomBytes(6).toString('hex')}.part`)
    const handle = await open(part, 'wx', 0o600)
    try {
      const { payload, size } = await fill(handle, folder, request, signal)
      signal.throwIfAborted()
      await markOfTheWeb(part)
      const path =
        'path' in target
          ? await replace(part, join(folder, basename(target.path)))
          : await publish(part, folder, wishedName(request, payload))
      await flushFolder(folder)
      return { path, fileName: basename(path), folder, size }
    } catch (error) {
      await handle.close().catch(() => undefined)
      await unlink(part).catch(() => undefined)
      throw error
    }
  } catch (error) {
    throw toSaveError(error, wished, signal)
  }
}

async function fill(
  handle: FileHandle,
  folder: string,
  request: SaveRequest,
  signal: AbortSignal,
): Promise<{ readonly payload: Payload; readonly size: number }> {
  const payload = await request.source.read(null, null, signal)
  const stop = (): void => {
    payload.stream.destroy()
  }
  signal.addEventListener('abort', stop, { once: true })
  try {
    signal.throwIfAborted()
    await checkSpace(folder, payload.size)
    const size = await write(handle, payload, request.onProgress)
    signal.throwIfAborted()
    await handle.sync()
    await handle.close()
    return { payload, size }
  } finally {
    signal.removeEventListener('abort', stop)
    payload.stream.on('error', () => undefined)
    payload.stream.destroy()
  }
}

async function write(
  handle: FileHandle,
  payload: Payload,
  onProgress: SaveRequest['onProgress'],
): Promise<number> {
  const check = new PayloadCheck(payload)
  const buffer = Buffer.allocUnsafe(chunkBytes)
  let held = 0
  let size = 0
  const flush = async (): Promise<void> => {
    const chunk = buffer.subarray(0, held)
    check.update(chunk)
    for (let at = 0; at < held;) at += (await handle.write(chunk, at)).bytesWritten
    size += held
    held = 0
    onProgress?.(size, payload.size)
  }
  for await (const piece of payload.stream as AsyncIterable<Uint8Array>) {
    for (let at = 0; at < piece.byteLength;) {
      const taken = piece.subarray(at, at + chunkBytes - held)
      buffer.set(taken, held)
      held += taken.byteLength
      at += taken.byteLength
      if (held === chunkBytes) await flush()
    }
  }
  if (held > 0) await flush()
  check.finish(size)
  return size
}

async function findFolder(folder: string): Promise<string> {
  const real = await realpath(folder)
  if (!(await stat(real)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
  return real
}

async function checkSpace(folder: string, bytes: number): Promise<void> {
  const disk = await statfs(folder)
  // Some network disks tell no sizes at all.
  if (disk.blocks > 0 && disk.bavail * disk.bsize < bytes) {
    throw Object.assign(new Error('no space'), { code: 'ENOSPC' })
  }
}

function wishedName({ name }: SaveRequest, payload: PayloadFacts): string {
  return safeFileName(typeof name === 'string' ? name : name(payload))
}

async function replace(part: string, goal: string): Promise<string> {
  await rename(part, goal)
  return goal
}

async function publish(part: string, folder: string, name: string): Promise<string> {
  for (let number = 1; number <= mostNumbers; number += 1) {
    const goal = join(folder, number === 1 ? name : numberedName(name, number))
    if (await claimName(part, goal)) return goal
  }
  throw new EngineError(
    'INTERNAL',
    `There are more than ${mostNumbers} files named ${name} in this folder.`,
    {
      hint: 'Choose another folder.',
    },
  )
}

/** A plain rename would overwrite what came there meanwhile; a hard link fails instead. */
async function claimName(part: string, goal: string): Promise<boolean> {
  try {
    await link(part, goal)
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    // FAT, exFAT and many network disks have no hard links. A missing folder fails again below.
    return await reserveName(part, goal)
  }
  await unlink(part).catch(() => undefined)
  return true
}

async function reserveName(part: string, goal: string): Promise<boolean> {
  try {
    await (await open(goal, 'wx', 0o600)).close()
  } catch (error) {
    if (codeOf(error) === 'EEXIST') return false
    throw error
  }
  try {
    await rename(part, goal)
  } catch (error) {
    await unlink(goal).catch(() => undefined)
    throw error
  }
  return true
}

async function flushFolder(folder: string): Promise<void> {
  try {
    const handle = await open(folder, 'r')
    await handle.sync().finally(() => handle.close())
  } catch {
    // Windows cannot open a folder so; the file itself is flushed already.
  }
}

function codeOf(error: unknown): unknown {
  return error instanceof Error && 'code' in error ? error.code : undefined
}

function toSaveError(error: unknown, folder: string, signal: AbortSignal): EngineError {
  if (signal.aborted) {
    return error instanceof EngineError && error.code === 'CANCELLED'
      ? error
      : new EngineError('CANCELLED', 'The save was cancelled.', { cause: error })
  }
  if (error instanceof EngineError) return error
  const options = { cause: error, retryable: true }
  switch (codeOf(error)) {
    case 'ENOENT':
    case 'ENOTDIR':
    case 'ELOOP':
      return new EngineError('SAVE_FOLDER_NOT_FOUND', `The folder ${folder} is not there.`, {
        ...options,
        hint: 'Choose another save folder, or connect the disk it is on.',
      })
    case 'EACCES':
    case 'EPERM':
    case 'EROFS':
    case 'EISDIR':
      return new EngineError('SAVE_FOLDER_READ_ONLY', `Nothing can be written into ${folder}.`, {
        ...options,
        hint: 'Choose another save folder, or change its permissions.',
      })
    case 'ENOSPC':
    case 'EDQUOT':
    case 'EFBIG':
      return new EngineError('DISK_FULL', `There is not enough room on the disk of ${folder}.`, {
        ...options,
        hint: 'Free some room or choose a folder on another disk, then try again.',
      })
    default:
      return fromAwsError(error, { what: 'Downloading the payload' })
  }
}
