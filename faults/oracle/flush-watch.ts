import { fstatSync, readdirSync, statSync } from 'node:fs'
import { open } from 'node:fs/promises'
import { basename, dirname } from 'node:path'

const flushedFiles = new Map<number, { readonly size: number; readonly mtimeMs: number }>()
const flushedFolders = new Map<number, ReadonlySet<string>>()
const folders = new Map<number, string>()
let watching: Promise<void> | null = null
let tell: (flush: Flush) => Promise<void> = () => Promise.resolve()

/** What a flush has made sure of: a file's bytes or a folder's names. */
export interface Flush {
  readonly ino: number
  readonly size: number
  readonly mtimeMs: number
  readonly names: readonly string[] | null
}

/** Tells of each flush, and goes on when it was heard: for a process that is watched by another one. */
export function tellFlushes(listener: (flush: Flush) => Promise<void>): void {
  tell = listener
}

/** Takes down a flush, of another process too. */
export function noteFlush({ ino, size, mtimeMs, names }: Flush): void {
  if (names === null) flushedFiles.set(ino, { size, mtimeMs })
  else flushedFolders.set(ino, new Set(names))
}

/** Notes what this process flushes from now on. `folder` is one whose entries matter. */
export async function watchFlushes(folder: string): Promise<void> {
  folders.set(statSync(folder).ino, folder)
  watching ??= patch()
  await watching
}

/** Before the folder is removed: another one may get its number. */
export function forgetFlushes(folder: string): void {
  folders.delete(statSync(folder).ino)
}

/** What is not on disk for certain of the file at `path`, or `null`. */
export function unflushed(path: string): string | null {
  const { ino, size, mtimeMs } = statSync(path)
  const flushed = flushedFiles.get(ino)
  if (flushed === undefined) return 'its bytes were never flushed'
  if (flushed.size !== size || flushed.mtimeMs !== mtimeMs) return 'it was written to after its last flush'
  const names = flushedFolders.get(statSync(dirname(path)).ino)
  return names?.has(basename(path)) === true ? null : 'its name was never flushed'
}

async function patch(): Promise<void> {
  const handle = await open('/dev/null')
  const prototype = Object.getPrototypeOf(handle) as Record<'sync' | 'datasync', () => Promise<void>>
  await handle.close()
  for (const name of ['sync', 'datasync'] as const) {
    const original = prototype[name]
    prototype[name] = async function flush(this: { readonly fd: number }): Promise<void> {
      // What is written or made while the flush runs may be missed by it.
      const facts = fstatSync(this.fd)
      const folder = folders.get(facts.ino)
      const names = folder === undefined ? null : readdirSync(folder)
      await original.call(this as never)
      const flush = { ino: facts.ino, size: facts.size, mtimeMs: facts.mtimeMs, names }
      noteFlush(flush)
      await tell(flush)
    }
  }
}
