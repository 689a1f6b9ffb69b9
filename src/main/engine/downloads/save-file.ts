import { realpath, stat } from 'node:fs/promises'
import { basename, dirname } from 'node:path'
import type { ErrorCode } from '../../../shared/errors.ts'
import type { EngineError } from '../errors/engine-error.ts'
import { flushFolder } from '../files/atomic-write.ts'
import { safeFileName } from '../files/safe-file-name.ts'
import type { PayloadInfo, ObjectSource } from '../aws/s3/object-source.ts'
import { markOfTheWeb } from './mark-of-the-web.ts'
import { ObjectDownload } from './object-download.ts'
import { findPublished, isPartPath, newPartPath, PartFile, removePart } from './part-file.ts'
import { publish, replace } from './atomic-rename.ts'
import type { RangedOptions } from './ranged-download.ts'
import { toSaveError } from './save-error.ts'
import { defaultStallMs } from './stall-error.ts'
import { noLimits } from '../limits/transfer-limits.ts'
import type { TransferLimits } from '../limits/transfer-limits.ts'

/**
 * Where a payload goes. `folder`: under a name that is free there, numbered where need be. `path`: exactly
 * there, in place of what the person agreed to replace; with `replaces: false` nothing was there when it was chosen,
 * and what came since is not overwritten. Default true.
 */
export type SaveTarget =
  | { readonly folder: string }
  | { readonly path: string; readonly replaces?: boolean | undefined }

/** A saved file: checked, flushed, under its final name. `size` in bytes. */
export interface SavedFile {
  readonly path: string
  readonly fileName: string
  readonly folder: string
  readonly size: number
}

/** How an unfinished save is gone on with. */
export interface ResumableSave {
  /** Where a former try gathered its bytes; checked before it is used. */
  readonly partPath: string | null
  /** Told before that file is made, so that whoever comes after a crash finds it. */
  gather(partPath: string): Promise<void>
  /** Told once the file has its name and both are on the disk. */
  saved(file: SavedFile): Promise<void>
}

/** What {@link saveFile} needs. */
export interface SaveRequest {
  /** Asked for nothing before the folder has proved writable. */
  readonly source: ObjectSource
  readonly target: SaveTarget
  /** The name wished for, cleaned here; made from the payload where it depends on that. Unused with a `path`. */
  readonly name: string | ((payload: PayloadInfo) => string)
  /** Bytes, where they are known before: it saves a request. */
  readonly bytesTotal?: number | null
  readonly signal?: AbortSignal
  readonly limits?: TransferLimits
  /** How long the server may send nothing, in milliseconds. Default 12,000. */
  readonly stallMs?: number
  readonly onProgress?: (bytesDone: number, bytesTotal: number) => void
  /** With it, what was gathered of a large object before an abort or a failing connection stays for the next try. */
  readonly resumable?: ResumableSave
}

/**
 * Saves a payload beside its goal, checks length and checksum, flushes it to disk, and only then gives it
 * its name. Without `keeping` nothing is left behind after an error or a cancel.
 * @throws EngineError SAVE_FOLDER_NOT_FOUND, SAVE_FOLDER_READ_ONLY, DISK_FULL, CHECKSUM_MISMATCH, OBJECT_CHANGED,
 * CANCELLED, and whatever the source throws.
 */
export async function saveFile(request: SaveRequest): Promise<SavedFile> {
  const signal = request.signal ?? new AbortController().signal
  const { target } = request
  const wished = 'path' in target ? dirname(target.path) : target.folder
  try {
    signal.throwIfAborted()
    const folder = await findFolder(wished)
    const published = await findSaved(folder, request.resumable)
    if (published !== null) return published
    const part = await openPart(folder, request.resumable)
    try {
      const options: RangedOptions = {
        limits: request.limits ?? noLimits,
        signal,
        stallMs: request.stallMs ?? defaultStallMs,
        onProgress: request.onProgress ?? (() => undefined),
      }
      const download = new ObjectDownload(part, request.source, options)
      const facts = await download.run(request.bytesTotal ?? 0)
      await part.finish()
      signal.throwIfAborted()
      await markOfTheWeb(part.path)
      const path =
        'path' in target && target.replaces !== false
          ? await replace(part.path, target.path)
          : await publish(part.path, folder, wishedName(request, facts))
      await flushFolder(folder)
      const saved = { path, fileName: basename(path), folder, size: facts.size }
      await request.resumable?.saved(saved)
      await removePart(part.path)
      return saved
    } catch (error) {
      const failure = toSaveError(error, wished, signal)
      if (request.resumable !== undefined && part.state !== null && isWorthKeeping(failure)) await part.keep()
      else await part.discard()
      throw failure
    }
  } catch (error) {
    throw toSaveError(error, wished, signal)
  }
}

/** Removes what a save that nobody goes on with had gathered, if the path is that of a part file in its folder. */
export async function dropPart(path: string, target: SaveTarget): Promise<void> {
  const folder = await findFolder('path' in target ? dirname(target.path) : target.folder).catch(() => null)
  if (folder !== null && isPartPath(path, folder)) await removePart(path)
}

/** What a former run gave its final name, and died before it wrote that down. */
async function findSaved(folder: string, keeping: ResumableSave | undefined): Promise<SavedFile | null> {
  const former = keeping?.partPath ?? null
  if (former === null || !isPartPath(former, folder)) return null
  const found = await findPublished(former)
  if (found === null) return null
  const saved = { ...found, fileName: basename(found.path), folder }
  await flushFolder(folder)
  await keeping?.saved(saved)
  await removePart(former)
  return saved
}

async function openPart(folder: string, keeping: ResumableSave | undefined): Promise<PartFile> {
  const former = keeping?.partPath ?? null
  if (former !== null && isPartPath(former, folder)) {
    const part = await PartFile.reopen(former)
    if (part !== null) return part
  }
  const path = newPartPath(folder)
  await keeping?.gather(path)
  return PartFile.create(path)
}

async function findFolder(folder: string): Promise<string> {
  const real = await realpath(folder)
  if (!(await stat(real)).isDirectory()) throw Object.assign(new Error('not a folder'), { code: 'ENOTDIR' })
  return real
}

function wishedName({ name, target }: SaveRequest, payload: PayloadInfo): string {
  if ('path' in target) return basename(target.path)
  return safeFileName(typeof name === 'string' ? name : name(payload))
}

const spoiling: ReadonlySet<ErrorCode> = new Set<ErrorCode>([
  'OBJECT_CHANGED',
  'OBJECT_NOT_FOUND',
  'CHECKSUM_MISMATCH',
  'DISK_FULL',
  'INTERNAL',
])

/** Whether the next try can go on with what was gathered; on a full disk it would be in the way. */
function isWorthKeeping({ code }: EngineError): boolean {
  return !spoiling.has(code)
}
