import { realpath, stat } from 'node:fs/promises'
import { homedir } from 'node:os'
import { basename, dirname } from 'node:path'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { EngineError } from '../errors/engine-error.ts'
import { flushFolder } from '../files/atomic-write.ts'
import { examinedBytes } from '../files/misnamed-text.ts'
import { safeFileName } from '../files/safe-file-name.ts'
import type { PayloadInfo, ObjectSource } from '../aws/s3/object-source.ts'
import { markOfTheWeb } from './mark-of-the-web.ts'
import { ObjectDownload } from './object-download.ts'
import { findRenamed, isPartPath, newPartPath, PartFile, removePart } from './part-file.ts'
import { publish, replace } from './atomic-rename.ts'
import type { RangedOptions } from './ranged-download.ts'
import { toSaveError } from './save-error.ts'
import { defaultStallMs } from './stall-error.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import type { TransferThreads } from '../aws/threads/transfer-threads.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'

/**
 * The target of a save. In a `folder`, the file gets a free name, numbered if needed. At a `path`, it
 * replaces an existing file, because the user has agreed to that. `replaces: false` means that no file
 * existed when the user chose the path, so a file created since then is not overwritten. Default: true.
 */
export type SaveTarget =
  | { readonly folder: string }
  | { readonly path: string; readonly replaces?: boolean | undefined }

const noBytes = new Uint8Array()

/** A saved file: verified, flushed, under its final name. `size` is in bytes. */
export interface SavedFile {
  readonly path: string
  readonly fileName: string
  readonly folder: string
  readonly size: number
}

/** Makes it possible to continue an unfinished save. */
export interface ResumableSave {
  /** The part file of a previous attempt, which is checked before use. */
  readonly partPath: string | null
  /** Called before a part file is created, so that it can be found after a crash. */
  notePartFile(partPath: string): Promise<void>
  /** Called once the file and its name are on disk. */
  saved(file: SavedFile): Promise<void>
}

/** Options of {@link saveFile}. */
export interface SaveRequest {
  /** Not used until the folder is known to be writable. */
  readonly source: ObjectSource
  readonly target: SaveTarget
  /**
   * The requested name, or a function that derives it from the payload and its first bytes. It is made safe
   * before use. Not used with a `path`.
   */
  readonly name: string | ((payload: PayloadInfo, head: Uint8Array) => string)
  /** The size in bytes. If known, it saves a request. */
  readonly bytesTotal?: number | null
  readonly signal?: AbortSignal
  readonly limits?: TransferLimits
  /** The threads that receive a large object. Default: the main thread receives it. */
  readonly threads?: TransferThreads | undefined
  /** The maximum time without data from the server, in milliseconds. Default: 12,000. */
  readonly stallMs?: number
  /** The maximum size of an object whose length is unknown. Default: 5 GiB. */
  readonly maxUnsizedBytes?: number
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void
  /** Keeps the finished ranges of a large object after an abort or a broken connection. Default: nothing is kept. */
  readonly resumable?: ResumableSave
}

/**
 * Downloads a payload into a part file next to its target, verifies length and checksum, flushes it, and only
 * then moves it to its final name. Without `resumable`, an error or a cancellation leaves nothing behind.
 *
 * @throws EngineError `CHECKSUM_MISMATCH`, `OBJECT_CHANGED`, `CANCELLED`, the errors of `fromFolderError`, and
 * errors from the source.
 */
export async function saveFile(request: SaveRequest): Promise<SavedFile> {
  const signal = request.signal ?? new AbortController().signal
  const { target } = request
  const requested = 'path' in target ? dirname(target.path) : target.folder
  try {
    signal.throwIfAborted()
    const folder = await findFolder(requested)
    const published = await findSaved(folder, request.resumable)
    if (published !== null) return published
    const part = await openPart(folder, request.resumable)
    try {
      const options: RangedOptions = {
        limits: request.limits ?? noLimits,
        threads: request.threads,
        signal,
        stallMs: request.stallMs ?? defaultStallMs,
        maxUnsizedBytes: request.maxUnsizedBytes,
        onProgress: request.onProgress ?? (() => undefined),
      }
      const download = new ObjectDownload(part, request.source, options)
      const info = await download.run(request.bytesTotal ?? 0)
      const head = typeof request.name === 'string' ? noBytes : await part.head(examinedBytes)
      await part.finish()
      signal.throwIfAborted()
      await markOfTheWeb(part.path)
      const path =
        'path' in target && target.replaces !== false
          ? await replace(part.path, target.path)
          : await publish(part.path, folder, await requestedName(request, info, head, folder))
      await flushFolder(folder)
      const saved = { path, fileName: basename(path), folder, size: info.size }
      await request.resumable?.saved(saved)
      await removePart(part.path)
      return saved
    } catch (error) {
      const failure = toSaveError(error, requested, signal)
      if (request.resumable !== undefined && part.state !== null && isWorthKeeping(failure)) await part.keep()
      else await part.discard()
      throw failure
    }
  } catch (error) {
    throw toSaveError(error, requested, signal)
  }
}

/** Removes the part file of an abandoned save, if the path looks like a part file in its folder. */
export async function removeAbandonedPart(path: string, target: SaveTarget): Promise<void> {
  const folder = await findFolder('path' in target ? dirname(target.path) : target.folder).catch(() => null)
  if (folder !== null && isPartPath(path, folder)) await removePart(path)
}

/** Finds the file of a previous attempt that ended after the file was renamed, but before that was recorded. */
async function findSaved(folder: string, resumable: ResumableSave | undefined): Promise<SavedFile | null> {
  const partPath = resumable?.partPath ?? null
  if (partPath === null || !isPartPath(partPath, folder)) return null
  const found = await findRenamed(partPath)
  if (found === null) return null
  const saved = { ...found, fileName: basename(found.path), folder }
  await flushFolder(folder)
  await resumable?.saved(saved)
  await removePart(partPath)
  return saved
}

async function openPart(folder: string, resumable: ResumableSave | undefined): Promise<PartFile> {
  const partPath = resumable?.partPath ?? null
  if (partPath !== null && isPartPath(partPath, folder)) {
    const part = await PartFile.reopen(partPath)
    if (part !== null) return part
  }
  const path = newPartPath(folder)
  await resumable?.notePartFile(path)
  return PartFile.create(path)
}

async function findFolder(folder: string): Promise<string> {
  const real = await realpath(folder)
  if (!(await stat(real)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
  return real
}

async function requestedName(
  { name, target }: SaveRequest,
  payload: PayloadInfo,
  head: Uint8Array,
  folder: string,
): Promise<string> {
  if ('path' in target) return basename(target.path)
  const safe = safeFileName(typeof name === 'string' ? name : name(payload, head))
  // Shells and other programs automatically run files such as `.profile` in the home folder.
  return safe.startsWith('.') && folder === (await homeFolder()) ? `_${safe}` : safe
}

function homeFolder(): Promise<string | null> {
  return realpath(homedir()).catch(() => null)
}

const notResumable: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OBJECT_CHANGED',
  'OBJECT_NOT_FOUND',
  'CHECKSUM_MISMATCH',
  'DISK_FULL',
  'FILE_TOO_LARGE_FOR_DISK',
  'INTERNAL',
])

/** True if the next attempt can continue. On a full disk, the part file would only take up space. */
function isWorthKeeping({ code }: EngineError): boolean {
  return !notResumable.has(code)
}
