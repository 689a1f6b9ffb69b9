import { randomBytes } from 'node:crypto'
import { mkdir, open, rename, rm, type FileHandle } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { errnoOf } from '../errors/errno.ts'

/** Options of {@link replaceFile}. */
export interface AtomicWriteOptions {
  /** The file's permissions. Default: 0o600. */
  readonly mode?: number
  /** Makes the new name durable. Default: {@link flushFolder}. */
  readonly flush?: (folder: string) => Promise<void>
}

/**
 * Replaces the file at `path` atomically: writes a temporary file next to it, flushes it, renames it and
 * flushes the folder. After a crash the file has either its old content or the new one. If `write` or any
 * step fails, the temporary file is removed and the old content stays. Creates missing folders. Returns the
 * result of `write`.
 *
 * @throws the file system's error, or the error of `write`.
 */
export async function replaceFile<T>(
  path: string,
  write: (file: FileHandle) => Promise<T>,
  { mode = 0o600, flush = flushFolder }: AtomicWriteOptions = {},
): Promise<T> {
  const folder = dirname(path)
  await mkdir(folder, { recursive: true })
  // The same length for every file, because a suffix could make a long name too long for the disk.
  const temporary = join(folder, `remotejob-${randomBytes(6).toString('hex')}.tmp`)
  const file = await open(temporary, 'wx', mode)
  try {
    const result = await write(file)
    await flushFile(file)
    await file.close()
    await publishFile(temporary, path, flush)
    return result
  } catch (error) {
    // Closing twice is harmless, and the error worth reporting is the first one.
    await file.close().catch(() => undefined)
    await rm(temporary, { force: true }).catch(() => undefined)
    throw error
  }
}

/**
 * Moves a file that is on disk to its final name in an existing folder, and flushes the name. @throws the
 * system's error.
 */
export async function publishFile(
  from: string,
  to: string,
  flush: (folder: string) => Promise<void> = flushFolder,
): Promise<void> {
  await rename(from, to)
  await flush(dirname(to))
}

/** The errors from disks that cannot flush, such as some network drives. */
const flushUnsupported: ReadonlySet<string | undefined> = new Set([
  'EINVAL',
  'ENOSYS',
  'ENOTSUP',
  'EOPNOTSUPP',
])

/** Makes a file's content durable, on disks that support this. @throws the file system's error. */
export async function flushFile(file: FileHandle): Promise<void> {
  try {
    await file.datasync()
  } catch (error) {
    if (!flushUnsupported.has(errnoOf(error))) throw error
  }
}

/**
 * Makes the names in a folder durable. Without this, a power cut may undo a rename. @throws the system's
 * error.
 */
export async function flushFolderOrFail(folder: string): Promise<void> {
  // Windows cannot open a folder, and flushes its names with the file.
  if (process.platform === 'win32') return
  const handle = await open(folder, 'r')
  await handle.sync().finally(() => handle.close())
}

/** Like {@link flushFolderOrFail}, for folders chosen by the user. Some network drives cannot flush them. */
export async function flushFolder(folder: string): Promise<void> {
  await flushFolderOrFail(folder).catch(() => undefined)
}
