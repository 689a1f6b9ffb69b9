import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, relative, sep } from 'node:path'
import { throwIfCancelled, type EngineError } from '../errors/engine-error.ts'
import { fromFileError } from '../errors/file-errors.ts'
import { mapConcurrent } from '../async/map-concurrent.ts'

const looksAtOnce = 64

/** One entry of a folder's listing: a file, or what could not be read. */
export type FolderEntry =
  | {
      readonly kind: 'file'
      readonly path: string
      /** Below the folder, with `/` between its parts. */
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
 * The files below a folder, depth first, in the order of their names. Links are followed, to files and to
 * folders, but a folder is entered once only: a loop ends where it would begin again. What cannot be read, a
 * broken link too, is an entry of its own and stops nothing; devices and pipes are left out.
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
    const looks = await mapConcurrent(names, looksAtOnce, (name) => {
      const child = join(path, name)
      return stat(child).catch((error: unknown) => toEntry(child, error))
    })
    for (const [index, found] of looks.entries()) {
      throwIfCancelled(options.signal)
      const child = join(path, names[index] ?? '')
      if ('kind' in found) yield found
      else if (found.isDirectory()) yield* guarded(child)
      else if (found.isFile()) {
        yield { kind: 'file', path: child, relativePath: relativeTo(folder, child), size: found.size }
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

/** The files of a folder, and what in it could not be read. */
export type FolderListing = {
  readonly files: readonly Extract<FolderEntry, { readonly kind: 'file' }>[]
  readonly unreadable: readonly Extract<FolderEntry, { readonly kind: 'unreadable' }>[]
}

/** All that {@link walkFolder} yields, at once. @throws EngineError as it does. */
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
