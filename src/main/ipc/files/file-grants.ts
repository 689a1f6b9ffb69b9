import { randomUUID } from 'node:crypto'
import { access, constants, stat } from 'node:fs/promises'
import { basename, dirname, join } from 'node:path'
import { wellFormed } from '../../../shared/texts/well-formed.ts'
import { mapConcurrent } from '../../engine/async/map-concurrent.ts'
import { EngineError, toWire } from '../../engine/errors/engine-error.ts'
import { fromFileError } from '../../engine/errors/file-errors.ts'
import { findPath } from '../../engine/files/find-path.ts'
import { pathBytes } from '../../engine/files/path-text.ts'
import type { Inspected } from '../../engine/files/inspect-files.ts'
import { checkRegular, hasUnreportedSize, unreportedSizeError } from '../../engine/files/regular-file.ts'
import {
  listFolder,
  type FolderFile,
  type FolderListing,
  type ListOptions,
  type UnreadableEntry,
} from '../../engine/files/walk-folder.ts'
import type { FileToUpload } from '../../engine/transfers/upload/file-to-upload.ts'
import type { GrantedFile, GrantResult } from '../../../shared/files/granted-files.ts'
import { addRefused, noGrants } from '../../../shared/ipc/join-grants.ts'
import { questionAboutLinks } from './links-question.ts'
import type { Question } from '../services.ts'
import { countText } from '../../../shared/texts/intl.ts'

const looksAtOnce = 64
/** Larger drops are examined in a thread, which takes time to start. */
const fewPaths = 100
/** The folders that are listed at once, each in its own thread. */
const maxConcurrentFolders = 4
/** Larger drops share one token, because the page would have to hold and return all tokens. */
const maxTokens = 1_000

/** A file behind a token, before the user's edits. */
export type ChosenFile = Required<Omit<FileToUpload, 'fields'>>

/** Options of {@link FileGrants}. */
export interface GrantOptions {
  /** Examines many paths at once. By default one at a time in this thread. */
  readonly inspectMany?: (paths: readonly string[]) => Promise<readonly Inspected[]>
  /** Lists a folder. By default in this thread. */
  readonly list?: (folder: string, options: ListOptions) => Promise<FolderListing>
  /** True to skip hidden files of systems and programs. Default: true. */
  readonly skipsSystemFiles?: () => boolean
  /** Asks the user. Resolves with `false` unless they agree. By default, declines. */
  readonly confirm?: (question: Question) => Promise<boolean>
}

interface FoundFolder {
  readonly kind: 'folder'
  readonly path: string
  readonly name: string
}

/** A token's files. */
interface Grant {
  readonly granted: GrantedFile
  readonly files: () => Iterable<ChosenFile>
}

/** A path that can be sent. */
type Found =
  | { readonly kind: 'file'; readonly file: ChosenFile }
  | (FoundFolder & { readonly listing: FolderListing })

/**
 * Keeps the paths of the user's files and gives the page tokens for them. Only the engine gets the
 * paths.
 */
export class FileGrants {
  readonly #grants = new Map<string, Grant>()
  readonly #list: NonNullable<GrantOptions['list']>
  readonly #inspectMany: NonNullable<GrantOptions['inspectMany']>
  readonly #skipsSystemFiles: () => boolean
  readonly #confirm: NonNullable<GrantOptions['confirm']>

  constructor({ list = listFolder, inspectMany, skipsSystemFiles, confirm }: GrantOptions = {}) {
    this.#list = list
    this.#inspectMany = inspectMany ?? (() => Promise.resolve([]))
    this.#skipsSystemFiles = skipsSystemFiles ?? (() => true)
    this.#confirm = confirm ?? (() => Promise.resolve(false))
  }

  /**
   * Creates a token for each path, or reports why it cannot be sent. More than 1,000 files share
   * one token. Asks before it follows links that lead out of a folder.
   */
  async grant(paths: readonly string[]): Promise<GrantResult> {
    const all = noGrants()
    const includesSystemFiles = !this.#skipsSystemFiles()
    const orRefuse = async <T>(name: string, run: () => Promise<T>): Promise<T | null> =>
      run().catch((error: unknown) => {
        addRefused(all, () => ({ name: name === '' ? 'A dropped item' : name, error: toWire(error) }))
        return null
      })
    // Checks the paths that the thread could not check.
    const known = paths.length <= fewPaths ? [] : await this.#inspectMany(paths).catch(() => [])
    const looked = await mapConcurrent(paths, looksAtOnce, (path, index) => {
      const name = wellFormed(basename(path) || path)
      const found = foundAs(path, name, known[index] ?? null)
      return found === null ? orRefuse(name, () => inspect(path, name)) : Promise.resolve(found)
    })
    const listed = await mapConcurrent(looked, maxConcurrentFolders, async (one) => {
      if (one === null || one.kind === 'file') return one
      const { path, name } = one
      return orRefuse(name, async () => ({
        ...one,
        listing: await this.#list(path, { includesSystemFiles }),
      }))
    })
    const found = await this.#askAboutLinks(
      listed.filter((one) => one !== null),
      includesSystemFiles,
      orRefuse,
    )
    for (const one of found) {
      if (one.kind === 'file') continue
      const { unreadable, systemFiles, linksOut } = one.listing
      for (const entry of unreadable) addRefused(all, () => refusedEntry(one.name, entry))
      all.leftOut.systemFiles += systemFiles
      all.leftOut.links += linksOut.length
    }
    return { ...all, files: this.#tokensFor(found) }
  }

  /** Returns the files behind a token. A folder's token stands for all of its files. */
  resolve(token: string): Iterable<ChosenFile> {
    return this.#get(token).files()
  }

  /** Returns the details of a token that the page may see. */
  describe(token: string): GrantedFile {
    return this.#get(token).granted
  }

  #get(token: string): Grant {
    const grant = this.#grants.get(token)
    if (grant === undefined) {
      throw new EngineError('FILE_NOT_FOUND', 'That file is no longer selected.', {
        hint: 'Drop or pick it again.',
        retryable: false,
      })
    }
    return grant
  }

  revoke(tokens: readonly string[]): void {
    for (const token of tokens) this.#grants.delete(token)
  }

  /**
   * Asks once for the whole drop. With consent, lists the folders again and follows these links.
   */
  async #askAboutLinks(
    found: readonly Found[],
    includesSystemFiles: boolean,
    orRefuse: <T>(name: string, run: () => Promise<T>) => Promise<T | null>,
  ): Promise<readonly Found[]> {
    const question = questionAboutLinks(
      found.flatMap((one) =>
        one.kind === 'folder'
          ? one.listing.linksOut.map((link) => ({
              ...link,
              relativePath: `${one.name}/${link.relativePath}`,
            }))
          : [],
      ),
    )
    if (question === null || !(await this.#confirm(question))) return found
    const again = await mapConcurrent(found, maxConcurrentFolders, async (one) => {
      if (one.kind === 'file' || one.listing.linksOut.length === 0) return one
      const followed = one.listing.linksOut
      return orRefuse(one.name, async () => ({
        ...one,
        listing: await this.#list(one.path, { includesSystemFiles, followed }),
      }))
    })
    return again.filter((one) => one !== null)
  }

  #tokensFor(found: readonly Found[]): GrantedFile[] {
    const files = found.flatMap((one) => (one.kind === 'file' ? [one.file] : []))
    const folders = found.filter((one) => one.kind === 'folder')
    if (files.length <= maxTokens) {
      return found.map((one) =>
        one.kind === 'file'
          ? this.#tokenFor([one.file], one.file.name, 'file', lastFolders(one.file.path))
          : this.#folderToken(one),
      )
    }
    const name = `${countText(files.length)} files`
    return [this.#tokenFor(files, name, 'folder'), ...folders.map((one) => this.#folderToken(one))]
  }

  #tokenFor(
    files: readonly ChosenFile[],
    name: string,
    kind: GrantedFile['kind'],
    folder?: string,
  ): GrantedFile {
    const token = randomUUID()
    const size = kind === 'file' ? (files[0]?.bytesTotal ?? null) : null
    const granted = { token, name, kind, size, files: files.length, ...(folder !== undefined && { folder }) }
    this.#grants.set(token, { granted, files: () => files })
    return granted
  }

  #folderToken({ path, name, listing }: Extract<Found, { readonly kind: 'folder' }>): GrantedFile {
    const token = randomUUID()
    const { files } = listing
    const more = { size: null, files: files.length, folder: lastFolders(path) }
    const granted = { token, name, kind: 'folder', ...more } as const
    this.#grants.set(token, { granted, files: () => filesIn(path, name, files) })
    return granted
  }
}

/** Returns the names of the last two folders of a path. The page gets no more of the path. */
function lastFolders(path: string): string {
  return wellFormed(dirname(path).split(/[\\/]/).filter(Boolean).slice(-2).join('/'))
}

/** Creates the entries only on submit, because paths take most of the memory for 200,000 files. */
function* filesIn(folder: string, name: string, files: readonly FolderFile[]): Generator<ChosenFile> {
  for (const { relativePath, size } of files) {
    yield {
      path: join(folder, relativePath),
      name: wellFormed(basename(relativePath)),
      relativePath: wellFormed(`${name}/${relativePath}`),
      bytesTotal: size,
    }
  }
}

function refusedEntry(
  folder: string,
  { relativePath, error }: UnreadableEntry,
): GrantResult['refused'][number] {
  return { name: wellFormed(`${folder}/${relativePath}`), error: toWire(error) }
}

function foundAs(path: string, name: string, known: Inspected): Awaited<ReturnType<typeof inspect>> | null {
  if (known === null) return null
  if (known === 'folder') return { kind: 'folder', path, name }
  return { kind: 'file', file: { path, name, relativePath: null, bytesTotal: known } }
}

/** Examines a path. @throws EngineError `FILE_*` if it cannot be sent. */
async function inspect(
  dropped: string,
  name: string,
): Promise<Extract<Found, { kind: 'file' }> | FoundFolder> {
  if (dropped === '') {
    throw new EngineError('FILE_NOT_FOUND', 'The dropped item is not a file on this computer.', {
      hint: 'Save it to a folder first, then drop it from there.',
      retryable: false,
    })
  }
  try {
    const path = await findPath(dropped)
    const info = await stat(pathBytes(path))
    if (info.isDirectory()) return { kind: 'folder', path, name }
    checkRegular(path, info)
    await access(pathBytes(path), constants.R_OK)
    if (info.size === 0 && (await hasUnreportedSize(path))) throw unreportedSizeError(path)
    return { kind: 'file', file: { path, name, relativePath: null, bytesTotal: info.size } }
  } catch (error) {
    throw fromFileError(error, dropped)
  }
}
