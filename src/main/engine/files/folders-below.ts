import { lstat, mkdir, realpath } from 'node:fs/promises'
import { homedir } from 'node:os'
import { join, sep } from 'node:path'
import { safeFileName, shortenName } from './safe-file-name.ts'

/** Deeper folders are left out. */
const maxFolders = 8
const maxFolderBytes = 80

/**
 * Returns the folders in a path from a message, as safe names. The last part of the path is the file's own
 * name. The folders only lead down: `..`, drives and roots are left out. A leading dot is replaced, because
 * programs read configuration from such folders.
 */
export function safeFolders(path: string): string[] {
  const parts = path.slice(0, 4_096).split(/[\\/]/).slice(0, -1)
  return parts
    .filter((part) => !/^[.\s]*$/.test(part) && !/^[a-z]:$/i.test(part))
    .slice(0, maxFolders)
    .map((part) => shortenName(safeFileName(part), maxFolderBytes).replace(/^\./, '_'))
}

/**
 * Creates the folders below `root`, and returns the last one. Stops at a folder that cannot be created, and
 * at anything that is not a folder, because a link could lead out of `root`. Creates nothing if `root`
 * contains the user's home, because systems run files from some folders there.
 */
export async function foldersBelow(root: string, names: readonly string[]): Promise<string> {
  if (names.length === 0) return root
  const real = await realpath(root).catch(() => null)
  if (real === null || containsHome(real, await realpath(homedir()).catch(homedir))) return root
  let folder = real
  for (const name of names) {
    const next = join(folder, name)
    await mkdir(next).catch(() => undefined)
    const isFolder = await lstat(next).then(
      (info) => info.isDirectory(),
      () => false,
    )
    if (!isFolder) break
    folder = next
  }
  return folder === real ? root : folder
}

function containsHome(folder: string, home: string): boolean {
  return home === folder || home.startsWith(folder.endsWith(sep) ? folder : `${folder}${sep}`)
}
