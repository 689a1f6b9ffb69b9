import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { throwIfCancelled, type EngineError } from '../errors/engine-error.ts'
import { fromFileError } from '../errors/file-errors.ts'
import { mapConcurrent } from '../async/map-concurrent.ts'

const statsAtOnce = 64

/** A file in a folder, or something in it that could not be read. */
export type FolderEntry =
  | {
      readonly kind: 'file'
      readonly path: string
      /** Relative to the folder, with `/`. */
      readonly relativePath: string
      /** Bytes. */
      readonly size: number
    }
  | {
      readonly kind: 'unreadable'
      readonly path: string
      readonly relativePath: string
      readonly error: EngineError
    }

/**
 * Yields the files below a folder, depth first, by name. Follows links to files and folders, but enters every folder only
 * once, so that loops end. What cannot be read, such as a broken link, is an entry of its own. Devices and pipes are
 * skipped.
 * @throws EngineError `FILE_NOT_FOUND`, `FILE_UNREADABLE` for the folder itself; `CANCELLED`.
 */
export async function* walkFolder(
  folder: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): AsyncGenerator<FolderEntry> {
  const seen = new Set<string>()
  const toEntry = (path: string, error: unknown): FolderEntry => {
    return {
      kind: 'unreadable',
      path,
      relativePath: relativeTo(folder, path),
      error: fromFileError(error, path),
    }
  }
  async function* walk(path: string): AsyncGenerator<FolderEntry> {
    const real = await realpath(path)
    if (seen.has(real)) return
    seen.add(real)
    const names = (await readdir(path)).toSorted((a, b) => (a < b ? -1 : 1))
    const found = await mapConcurrent(names, statsAtOnce, (name) => {
      const child = join(path, name)
      return stat(child).catch((error: unknown) => toEntry(child, error))
    })
    for (const [index, entry] of found.entries()) {
      throwIfCancelled(options.signal)
      const child = join(path, names[index] ?? '')
      if ('kind' in entry) yield entry
      else if (entry.isDirectory()) yield* guarded(child)
      else if (entry.isFile()) {
        yield { kind: 'file', path: child, relativePath: relativeTo(folder, child), size: entry.size }
      }
    }
  }
  async function* guarded(path: string): AsyncGenerator<FolderEntry> {
    try {
      yield* walk(path)
    } catch (error) {
      throwIfCancelled(options.signal)
      yield toEntry(path, error)
    }
  }
  try {
    yield* walk(folder)
  } catch (error) {
    throw fromFileError(error, folder)
  }
}

/** The files in a folder, and what could not be read. */
export type FolderListing = {
  readonly files: readonly Extract<FolderEntry, { readonly kind: 'file' }>[]
  readonly unreadable: readonly Extract<FolderEntry, { readonly kind: 'unreadable' }>[]
}

/** Everything that {@link walkFolder} yields. @throws EngineError as it does. */
export async function listFolderFiles(
  folder: string,
  options: { readonly signal?: AbortSignal | undefined } = {},
): Promise<FolderListing> {
  const files: FolderListing['files'][number][] = []
  const unreadable: FolderListing['unreadable'][number][] = []
  for await (const entry of walkFolder(folder, options)) {
    if (entry.kind === 'file') files.push(entry)
    else unreadable.push(entry)
  }
  return { files, unreadable }
}

function relativeTo(folder: string, path: string): string {
  return relative(folder, path).split(sep).join('/') || basename(path)
}
