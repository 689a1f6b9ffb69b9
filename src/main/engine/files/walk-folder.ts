import type { Dirent } from 'node:fs'
import { readdir, realpath, stat } from 'node:fs/promises'
import { basename, join, sep } from 'node:path'
import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { mapConcurrent } from '../async/map-concurrent.ts'
import { EngineError, throwIfCancelled } from '../errors/engine-error.ts'
import { fromFileError } from '../errors/file-errors.ts'
import { pathBytes, pathText } from './path-text.ts'
import { checkRegular, hasUnreportedSize, unreportedSizeError } from './regular-file.ts'
import { isSystemFile } from './system-files.ts'
import { countText } from '../../../shared/texts/intl.ts'

const looksAtOnce = 64
/** The maximum number of entries behind one link, because a link may lead to the whole disk. */
const maxBehindLink = 200_000

/** A file in a folder. */
export interface FolderFile {
  /** Relative to the folder, with `/`. */
  readonly relativePath: string
  /** In bytes. */
  readonly size: number
}

/** Something in a folder that cannot be sent. */
export interface UnreadableEntry {
  readonly relativePath: string
  readonly error: EngineError
}

/** A link to something outside the folder. */
export interface LinkOut {
  readonly relativePath: string
  readonly target: string
}

/** The contents of a folder. */
export interface FolderListing {
  readonly files: readonly FolderFile[]
  /** Broken links, pipes, devices, files that report no size, and unreadable entries. */
  readonly unreadable: readonly UnreadableEntry[]
  /** Links that were not followed. */
  readonly linksOut: readonly LinkOut[]
  /** The number of system files and folders that were left out. */
  readonly systemFiles: number
}

/** Options of {@link listFolder}. */
export interface ListOptions {
  /**
   * Links out of the folder to follow, as returned by a previous listing. Links behind them are not followed.
   * Default: none.
   */
  readonly followed?: readonly LinkOut[]
  /** A link with more entries behind it is listed as `unreadable`. Default: 200,000. */
  readonly maxBehindLink?: number
  /** Includes the hidden files of systems and programs. Default: false. */
  readonly includesSystemFiles?: boolean
}

/**
 * Lists the files in a folder and its subfolders, depth first, by name. Each folder is listed once, under its
 * own path, so that circular links end. Nothing is skipped silently: all other entries are listed or counted.
 * For large folders, use `listFolderInThread`.
 *
 * @throws EngineError `FILE_NOT_FOUND`, `FILE_UNREADABLE` for the folder itself; `CANCELLED`.
 */
export async function listFolder(
  folder: string,
  options: ListOptions & { readonly signal?: AbortSignal | undefined } = {},
): Promise<FolderListing> {
  throwIfCancelled(options.signal)
  try {
    const root = await realPathOf(folder)
    const walk = new Walk(root, options)
    await walk.enter(folder, root, '')
    return walk
  } catch (error) {
    throw fromFileError(error, folder)
  }
}

/** The kind of a folder entry. */
type Finding =
  | { readonly is: 'file'; readonly size: number }
  | { readonly is: 'folder' | 'followed-folder'; readonly real: string }
  | { readonly is: 'link-out'; readonly target: string }
  | { readonly is: 'unreadable'; readonly error: EngineError }
  /** A folder that is listed under its own path, or a system file. */
  | { readonly is: 'counted-elsewhere' | 'system' }

class Walk implements FolderListing {
  readonly files: FolderFile[] = []
  readonly unreadable: UnreadableEntry[] = []
  readonly linksOut: LinkOut[] = []
  systemFiles = 0
  readonly #root: string
  readonly #options: ListOptions & { readonly signal?: AbortSignal | undefined }
  readonly #entered = new Set<string>()
  /** The targets of the followed links, by link path. */
  readonly #followed: ReadonlyMap<string, string>
  /** The number of entries that may still be found behind the current link. */
  #leftBehindLink = Infinity

  constructor(root: string, options: ListOptions & { readonly signal?: AbortSignal | undefined }) {
    this.#root = root
    this.#options = options
    this.#followed = new Map(options.followed?.map(({ relativePath, target }) => [relativePath, target]))
  }

  /** `real` is the path without links. `prefix` is the start of the relative paths of its entries. */
  async enter(path: string, real: string, prefix: string): Promise<void> {
    if (this.#entered.has(real)) return
    this.#entered.add(real)
    const found = await readdir(pathBytes(path), { encoding: 'buffer', withFileTypes: true })
    const entries = new Map(found.map((entry) => [pathText(entry.name), entry]))
    this.#leftBehindLink -= entries.size
    if (this.#leftBehindLink < 0) throw new TooMuchBehindLink()
    const names = [...entries.keys()].toSorted()
    const findings = await mapConcurrent(names, looksAtOnce, (name) =>
      this.#inspect(entries.get(name), `${prefix}${name}`, join(path, name), join(real, name)),
    )
    for (const [index, finding] of findings.entries()) {
      throwIfCancelled(this.#options.signal)
      const name = names[index] ?? ''
      const relativePath = `${prefix}${name}`
      if (finding.is === 'file') this.files.push({ relativePath, size: finding.size })
      else if (finding.is === 'folder') await this.#enterGuarded(join(path, name), finding.real, relativePath)
      else if (finding.is === 'followed-folder')
        await this.#followGuarded(join(path, name), finding.real, relativePath)
      else if (finding.is === 'link-out') this.linksOut.push({ relativePath, target: finding.target })
      else if (finding.is === 'unreadable') this.unreadable.push({ relativePath, error: finding.error })
      else if (finding.is === 'system') this.systemFiles += 1
    }
  }

  async #enterGuarded(path: string, real: string, relativePath: string): Promise<void> {
    try {
      await this.enter(path, real, `${relativePath}/`)
    } catch (error) {
      throwIfCancelled(this.#options.signal)
      if (error instanceof TooMuchBehindLink) throw error
      this.unreadable.push({ relativePath, error: fromFileError(error, path) })
    }
  }

  /** Adds everything behind a link, or nothing. */
  async #followGuarded(path: string, real: string, relativePath: string): Promise<void> {
    const max = this.#options.maxBehindLink ?? maxBehindLink
    const { systemFiles } = this
    const lists = [this.files, this.unreadable, this.linksOut]
    const lengths = lists.map(({ length }) => length)
    const entered = this.#entered.size
    this.#leftBehindLink = max
    try {
      await this.#enterGuarded(path, real, relativePath)
    } catch (error) {
      if (!(error instanceof TooMuchBehindLink)) throw error
      for (const [index, list] of lists.entries()) list.length = lengths[index] ?? 0
      this.systemFiles = systemFiles
      for (const folder of [...this.#entered].slice(entered)) this.#entered.delete(folder)
      this.unreadable.push({ relativePath, error: tooMuch(relativePath, max) })
    } finally {
      this.#leftBehindLink = Infinity
    }
  }

  async #inspect(
    entry: Dirent<Buffer> | undefined,
    relativePath: string,
    path: string,
    real: string,
  ): Promise<Finding> {
    try {
      const name = basename(path)
      const isLink = entry?.isSymbolicLink() ?? false
      if (!this.#options.includesSystemFiles && isSystemFile(name, entry?.isDirectory() ?? false))
        return { is: 'system' }
      if (entry?.isDirectory()) return { is: 'folder', real }
      const target = isLink ? await realPathOf(path) : real
      const leadsOut = isLink && !isInside(target, this.#root)
      const isFollowed = leadsOut && this.#followed.get(relativePath) === target
      if (leadsOut && !isFollowed && !this.#isBehindFollowed(target)) return { is: 'link-out', target }
      const stats = await stat(pathBytes(path))
      if (stats.isDirectory())
        return isFollowed ? { is: 'followed-folder', real: target } : { is: 'counted-elsewhere' }
      checkRegular(path, stats)
      if (stats.size === 0 && (await hasUnreportedSize(path))) throw unreportedSizeError(path)
      return { is: 'file', size: stats.size }
    } catch (error) {
      return { is: 'unreadable', error: fromFileError(error, path) }
    }
  }

  #isBehindFollowed(target: string): boolean {
    for (const followed of this.#followed.values()) if (isInside(target, followed)) return true
    return false
  }
}

/** Thrown to stop the walk behind a link. */
class TooMuchBehindLink extends Error {}

function tooMuch(relativePath: string, max: number): EngineError {
  const message = `There are more than ${countText(max)} files and folders behind the link ${wellFormed(basename(relativePath))}.`
  return new EngineError('FILE_UNREADABLE', message, {
    hint: 'Drop only the folders behind it that you want to send.',
    retryable: false,
  })
}

async function realPathOf(path: string): Promise<string> {
  return pathText(await realpath(pathBytes(path), { encoding: 'buffer' }))
}

function isInside(path: string, folder: string): boolean {
  return path === folder || path.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}
