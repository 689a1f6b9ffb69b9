import { basename } from 'node:path'
import { fromFileError } from '../errors/file-errors.ts'
import { openablePath } from '../files/openable-path.ts'
import { noResults } from './job-errors.ts'
import type { JobStore, StoredDetail, StoredResult } from './job-store.ts'
import { folderInfoOf, type FolderOf } from './result-folder.ts'
import { endError, savedPathOf, type ResultSaves } from './result-saves.ts'

/** The maximum number of files to open at once. */
const maxOpened = 8

/** The part of the desktop used to open files. */
export interface FileDesktop {
  /** Opens a file with the system's application. Returns true if there is one. */
  openFile(path: string): Promise<boolean>
  showInFolder(path: string): void
}

/** Dependencies of {@link openResults}. */
export interface OpenOptions {
  readonly store: JobStore
  readonly saves: ResultSaves
  readonly desktop: FileDesktop
  readonly folderOf: FolderOf
  readonly now: () => number
}

/** The outcome: how many files were opened, and the names of those that were shown in their folder. */
export interface OpenedResults {
  readonly opened: number
  readonly shownInFolder: string[]
}

/**
 * Saves results to their job's folder, unless they are already saved, and opens them. A file that could
 * run a program is only shown in its folder. So are files without an application, and all but the first
 * eight.
 *
 * @throws EngineError the first error of a save, after the other files were opened
 */
export async function openResults(
  detail: StoredDetail,
  results: readonly StoredResult[],
  options: OpenOptions,
): Promise<OpenedResults> {
  if (results.length === 0) throw noResults()
  const { store, saves, desktop, folderOf, now } = options
  const saved = await Promise.allSettled(
    results.map(async (result) => {
      const known = await savedPathOf(result)
      if (known !== null) return { result, path: known }
      const folder = await folderOf(folderInfoOf(detail))
      const outcome = await saves.save(detail.job, result, { folder })
      if (outcome.saved === null) throw endError(outcome)
      return { result, path: outcome.saved.path }
    }),
  )
  let opened = 0
  const shownInFolder: string[] = []
  for (const outcome of saved) {
    if (outcome.status === 'rejected') continue
    const { result, path } = outcome.value
    const openable = await openablePath(path).catch((error: unknown) => {
      throw fromFileError(error, path)
    })
    const isOpen = openable !== null && opened < maxOpened && (await desktop.openFile(openable))
    if (isOpen) opened += 1
    else {
      if (shownInFolder.length === 0) desktop.showInFolder(path)
      shownInFolder.push(basename(path))
    }
    await store.markResult(result.id, 'opened', now(), null)
  }
  const failed = saved.find((outcome) => outcome.status === 'rejected')
  if (failed !== undefined) throw failed.reason
  return { opened, shownInFolder }
}
