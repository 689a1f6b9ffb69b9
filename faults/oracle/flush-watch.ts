import { fstatSync, readdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

const flushedFiles = new Map<
  number,
  { readonly size: number; readonly mtimeMs: number; readonly startedAt: number }
>()
const flushedFolders = new Map<number, { readonly names: ReadonlySet<string>; readonly startedAt: number }>()
const folders = new Map<number, string>()
let watching: Promise<void> | null = null
let listener: (flush: Flush) => Promise<void> = () => Promise.resolve()

/** The scope of a flush: the content of a file, or the names in a folder. */
export interface Flush {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  readonly names: readonly string[] | null
  /** When it started, in nanoseconds of a clock that all processes share. */
  readonly startedAt: number
}

/** Sets a listener, which each flush waits for. A process uses it to report its flushes to its parent. */
export function onFlush(call: (flush: Flush) => Promise<void>): void {
  listener = call
}

/**
 * Records a flush by this process or another one. Flushes can overlap. A flush that starts earlier and ends
 * later covers less.
 */
export function recordFlush({ ino, size, mtimeMs, names, startedAt }: Flush): void {
  if (names === null) {
    if (startedAt >= (flushedFiles.get(ino)?.startedAt ?? 0))
      flushedFiles.set(ino, { size, mtimeMs, startedAt })
  } else if (startedAt >= (flushedFolders.get(ino)?.startedAt ?? 0)) {
    flushedFolders.set(ino, { names: new Set(names), startedAt })
  }
}

/** Starts recording this process's flushes. `folder` is a folder whose names matter. */
export async function watchFlushes(folder: string): Promise<void> {
  folders.set(statSync(folder).ino, folder)
  watching ??= patch()
  await watching
}

/** Call this before the folder is removed, because another folder may get its inode number. */
export function stopWatchingFlushes(folder: string): void {
  folders.delete(statSync(folder).ino)
}

/** Returns why the file at `path` may not survive a power cut, or `null` if it does. */
export function missingFlush(path: string): string | null {
  const { ino, size, mtimeMs } = statSync(path)
  const flushed = flushedFiles.get(ino)
  if (flushed === undefined) return 'its bytes were never flushed'
  if (flushed.size !== size || flushed.mtimeMs !== mtimeMs) return 'it was written to after its last flush'
  const folder = flushedFolders.get(statSync(dirname(path)).ino)
  return folder?.names.has(basename(path)) === true ? null : 'its name was never flushed'
}

async function patch(): Promise<void> {
  const handle = await open('/dev/null')
  const prototype = Object.getPrototypeOf(handle) as Record<'sync' | 'datasync', () => Promise<void>>
  await handle.close()
  for (const name of ['sync', 'datasync'] as const) {
    const original = prototype[name]
    prototype[name] = async function flush(this: { readonly fd: number }): Promise<void> {
      const startedAt = Number(process.hrtime.bigint())
      // The flush may miss what is written while it runs, so only the state before it counts.
      const stat = fstatSync(this.fd)
      const folder = folders.get(stat.ino)
      const names = folder === undefined ? null : readdirSync(folder)
      await original.call(this as never)
      const flush = { ino: stat.ino, size: stat.size, mtimeMs: stat.mtimeMs, names, startedAt }
      recordFlush(flush)
      await listener(flush)
    }
  }
}
