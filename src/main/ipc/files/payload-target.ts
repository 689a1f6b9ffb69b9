import { dayOf } from '../../../shared/texts/day-text.ts'
import { defaultNamePattern, expandPattern, splitName } from '../../../shared/jobs/name-pattern.ts'
import type { SaveInfo } from '../../engine/claims/claim-save.ts'
import { foldersBelow, safeFolders } from '../../engine/files/folders-below.ts'
import { safeFileName, shortenName } from '../../engine/files/safe-file-name.ts'
import type { Services } from '../services.ts'

/** The folder and the name for a claim's payload. If `name` is missing, the file keeps its own name. */
export interface SaveTarget {
  readonly folder: string
  readonly name: string | undefined
}

/** In bytes. */
const longestFolderName = 80

/**
 * Returns a payload's save target, based on the settings and the `path` field of its message.
 * Creates the folders.
 */
export async function saveTarget(
  options: Pick<Services, 'settings' | 'saveFolder'>,
  info: SaveInfo,
): Promise<SaveTarget> {
  const folder = await jobFolder(options, info)
  return { folder, name: patternName(options.settings.value.namePattern, info) }
}

/**
 * Returns the folder for a job's files, based on the settings and the `path` field: always the
 * save folder or below it. Creates the folders.
 */
export function jobFolder(
  { settings, saveFolder }: Pick<Services, 'settings' | 'saveFolder'>,
  { fileName, jobId, path }: Pick<SaveInfo, 'fileName' | 'jobId' | 'path'>,
): Promise<string> {
  const { name } = splitName(fileName)
  const own = settings.value.savesInFolders
    ? [shortenName(safeFileName(`${name}-${jobId}`), longestFolderName).replace(/^\./, '_')]
    : []
  return foldersBelow(saveFolder(), [...safeFolders(path ?? ''), ...own])
}

/**
 * Returns the name of a saved file according to the name pattern, or `undefined` for its own name.
 */
export function patternName(
  namePattern: string,
  { fileName, jobId, queue }: Pick<SaveInfo, 'fileName' | 'jobId' | 'queue'>,
): string | undefined {
  if (namePattern === defaultNamePattern) return undefined
  const parts = { ...splitName(fileName), id: jobId, queue, date: dayOf(Date.now()) }
  return safeFileName(expandPattern(namePattern, parts))
}
